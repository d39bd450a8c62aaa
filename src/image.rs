//! The size of an image in pixels, read from its first bytes, so that a page keeps its place while it loads.
//!
//! The only user of the image crate; SVG, which that crate does not measure, is read here.

/// Width and height in pixels of the image at `path`; `None` for other files and unknown formats.
pub fn size(path: &str, bytes: &[u8]) -> Option<(usize, usize)> {
    let extension = path.rsplit('.').next()?.to_ascii_lowercase();
    match extension.as_str() {
        "svg" => svg(std::str::from_utf8(bytes).ok()?),
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "bmp" | "ico" => {
            imagesize::blob_size(bytes).ok().map(|size| (size.width, size.height))
        }
        _ => None,
    }
}

/// `width` and `height` of the root element, else those of its `viewBox`.
fn svg(text: &str) -> Option<(usize, usize)> {
    let start = text.find("<svg")?;
    let tag = &text[start..start + text[start..].find('>')?];
    let pixels = |name: &str| {
        let value = attribute(tag, name)?;
        let number: f64 = value.trim().trim_end_matches("px").parse().ok()?;
        (1.0..100_000.0).contains(&number).then_some(number.round() as usize)
    };
    if let (Some(width), Some(height)) = (pixels("width"), pixels("height")) {
        return Some((width, height));
    }
    let numbers: Vec<f64> = attribute(tag, "viewBox")?
        .split([' ', ',', '\n', '\t'])
        .filter(|part| !part.is_empty())
        .map_while(|part| part.parse().ok())
        .collect();
    match numbers[..] {
        [_, _, width, height] if width >= 1.0 && height >= 1.0 => {
            Some((width.round() as usize, height.round() as usize))
        }
        _ => None,
    }
}

/// The value of an attribute in the text of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    while let Some(at) = rest.find(name) {
        let before = rest[..at].chars().next_back();
        let after = rest[at + name.len()..].trim_start();
        rest = &rest[at + name.len()..];
        if !before.is_some_and(char::is_whitespace) {
            continue;
        }
        let Some(value) = after.strip_prefix('=').map(str::trim_start) else { continue };
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        return value[1..].split(quote).next();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn vector_images_have_sizes_too() {
        for (text, expected) in [
            ("<svg width=\"12\" height='8.4px'>", Some((12, 8))),
            ("<?xml?><svg viewBox=\"0 0 30 20\">", Some((30, 20))),
            ("<svg stroke-width=\"2\" viewBox=\"0,0,3,4\" width=\"100%\">", Some((3, 4))),
            ("<svg>", None),
            ("<svg width=", None),
        ] {
            assert_eq!(size("a.svg", text.as_bytes()), expected, "{text}");
        }
        assert_eq!(size("a.png", b"not a png"), None);
    }
}
