//! `_redirects` and `_headers`: what Netlify and Cloudflare Pages read beside the files of a site.

use crate::encode;
use crate::handbook::Handbook;
use crate::page::{Output, Plan, kinds};

/// The length of the hash in the name of a file that never changes its bytes, in hexadecimal digits.
const HASH_DIGITS: std::ops::RangeInclusive<usize> = 8..=64;

/// `_redirects`: one line per old address, with a permanent redirect.
pub fn redirects(handbook: &Handbook, plan: &Plan) -> String {
    let mut out = String::new();
    for (from, to) in kinds::redirects(handbook, plan) {
        out.push_str(&format!("{from} {to} 301\n"));
    }
    out
}

/// `_headers`: the type of a file is what the server says it is, other sites learn no paths, and browsers keep a file whose
/// name has a hash of its bytes.
pub fn headers(handbook: &Handbook, plan: &Plan) -> String {
    let base = handbook.config.base_path();
    let mut out =
        format!("{base}*\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: strict-origin-when-cross-origin\n");
    let theme = has_hash(&plan.assets).then(|| format!("{}/*", plan.assets));
    let files = plan.outputs.iter().filter(|(_, output)| !matches!(output, Output::ThemeAsset(_)));
    let files = files.map(|(url, _)| url).filter(|url| file_has_hash(url)).map(|url| encode::path(url));
    for path in theme.into_iter().chain(files) {
        out.push_str(&format!("{base}{path}\n  Cache-Control: public, max-age=31536000, immutable\n"));
    }
    out
}

/// Whether the name of a file has a hash between two dots or behind a hyphen: `rungs.0f3a91bc.css`.
fn file_has_hash(url: &str) -> bool {
    let name = url.rsplit('/').next().unwrap_or(url);
    name.rsplit_once('.').is_some_and(|(stem, _)| has_hash(stem))
}

/// Whether a name ends in a hash behind a dot or a hyphen: `assets-0f3a91bc2d4e`.
fn has_hash(stem: &str) -> bool {
    let Some((_, hash)) = stem.rsplit_once(['.', '-']) else { return false };
    HASH_DIGITS.contains(&hash.len())
        && hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        && hash.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::file_has_hash;

    #[test]
    fn only_a_hash_makes_a_name_immutable() {
        for name in ["assets/rungs.0f3a91bc.css", "search/index-1c2d3e4f5a6b7c8d.js"] {
            assert!(file_has_hash(name), "{name}");
        }
        for name in
            ["assets/rungs.css", "facade-defaced.js", "roles/team-lead.html", "search/postings-12.js", "a.deadbeef"]
        {
            assert!(!file_has_hash(name), "{name}");
        }
    }
}
