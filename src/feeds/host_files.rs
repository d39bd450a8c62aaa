//! `_redirects` and `_headers`: what Netlify and Cloudflare Pages read beside the files of a site.

use crate::encode;
use crate::handbook::Handbook;
use crate::page::{Plan, kinds};

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
    for url in plan.outputs.keys().filter(|url| has_hash(url)) {
        let path = encode::path(url);
        out.push_str(&format!("{base}{path}\n  Cache-Control: public, max-age=31536000, immutable\n"));
    }
    out
}

/// Whether the name of a file has a hash between two dots or behind a hyphen: `rungs.0f3a91bc.css`.
fn has_hash(url: &str) -> bool {
    let name = url.rsplit('/').next().unwrap_or(url);
    let Some((stem, _)) = name.rsplit_once('.') else { return false };
    let Some((_, hash)) = stem.rsplit_once(['.', '-']) else { return false };
    HASH_DIGITS.contains(&hash.len())
        && hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        && hash.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::has_hash;

    #[test]
    fn only_a_hash_makes_a_name_immutable() {
        for name in ["assets/rungs.0f3a91bc.css", "search/index-1c2d3e4f5a6b7c8d.js"] {
            assert!(has_hash(name), "{name}");
        }
        for name in
            ["assets/rungs.css", "facade-defaced.js", "roles/team-lead.html", "search/postings-12.js", "a.deadbeef"]
        {
            assert!(!has_hash(name), "{name}");
        }
    }
}
