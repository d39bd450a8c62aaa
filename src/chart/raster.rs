//! SVG without text as PNG: our own, and the mark of a theme.

use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};

/// The most colours that a palette holds.
const MAX_COLOURS: usize = 256;

/// The picture of an SVG that covers all its ground.
pub fn png(svg: &str) -> Vec<u8> {
    file(&drawn(svg))
}

/// The mark as a square of `size` pixels, on a ground that fills it. Of a mark that is no SVG only the ground is drawn;
/// pictures inside it are left out, because they may be files.
pub fn icon(mark: &str, size: u32, ground: &str) -> Vec<u8> {
    let ground = format!("<path fill=\"{ground}\" d=\"M0 0H{size}V{size}H0Z\"/>");
    let mut pixels =
        drawn(&format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size}\" height=\"{size}\">{ground}</svg>"));
    let no_pictures =
        ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(|_, _| None) };
    if let Ok(tree) = Tree::from_str(mark, &Options { image_href_resolver: no_pictures, ..Options::default() }) {
        let size = size as f32;
        let (width, height) = (tree.size().width(), tree.size().height());
        let scale = size / width.max(height);
        let place = Transform::from_scale(scale, scale)
            .post_translate((size - width * scale) / 2.0, (size - height * scale) / 2.0);
        resvg::render(&tree, place, &mut pixels.as_mut());
    }
    file(&pixels)
}

/// The pixels of an SVG of our own.
fn drawn(svg: &str) -> Pixmap {
    let tree = Tree::from_str(svg, &Options::default()).expect("our own SVG can be read");
    let size = tree.size().to_int_size();
    let mut pixels = Pixmap::new(size.width(), size.height()).expect("our own SVG has a size");
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels
}

/// The bytes of a file with these pixels, none of which may be transparent.
fn file(pixels: &Pixmap) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, pixels.width(), pixels.height());
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    let bytes = match indexed(pixels.data(), pixels.width() as usize) {
        Some((palette, indices)) => {
            encoder.set_color(ColorType::Indexed);
            encoder.set_palette(palette.iter().flat_map(|[colour @ .., _]| *colour).collect::<Vec<u8>>());
            encoder.set_filter(Filter::NoFilter);
            indices
        }
        None => {
            encoder.set_color(ColorType::Rgba);
            pixels.data().to_vec()
        }
    };
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&bytes));
    written.expect("memory can be written to");
    file
}

/// The length of a pixel in bytes: red, green, blue and alpha.
const PIXEL: usize = 4;

/// The colours in the order of their first pixel, and each pixel's number among them; `None` if they are too many.
fn indexed(pixels: &[u8], width: usize) -> Option<(Vec<[u8; PIXEL]>, Vec<u8>)> {
    let mut palette: Vec<[u8; PIXEL]> = Vec::new();
    let mut indices: Vec<u8> = Vec::with_capacity(pixels.len() / PIXEL);
    let mut above: &[u8] = &[];
    for row in pixels.chunks(width * PIXEL) {
        // Most rows of a card are as the one above.
        if row == above {
            indices.extend_from_within(indices.len() - width..);
            continue;
        }
        above = row;
        let mut last = usize::MAX;
        for pixel in row.as_chunks().0 {
            if palette.get(last) != Some(pixel) {
                last = palette.iter().position(|known| known == pixel).unwrap_or(palette.len());
                if last == MAX_COLOURS {
                    return None;
                }
                if last == palette.len() {
                    palette.push(*pixel);
                }
            }
            indices.push(last as u8);
        }
    }
    Some((palette, indices))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_keeps_its_colours() {
        let ground =
            "<svg xmlns='http://www.w3.org/2000/svg' width='3' height='2'><path fill='#102030' d='M0 0H3V2H0Z'/>";
        let file = png(&format!("{ground}<path fill='#fff' d='M1 0H2V1H1Z'/></svg>"));
        let pixels = Pixmap::decode_png(&file).unwrap();
        let reds: Vec<u8> = pixels.pixels().iter().map(|pixel| pixel.red()).collect();
        assert_eq!(reds, [0x10, 255, 0x10, 0x10, 0x10, 0x10]);
    }

    #[test]
    fn the_mark_of_the_theme_has_the_same_bytes_everywhere() {
        let mark = include_str!("../../themes/default/assets/icon.svg");
        let file = icon(mark, 180, "#0c6651");
        let hash = blake3::hash(&file).to_hex();
        assert_eq!(&hash[..16], "c5a935cfcb0ab2f9", "look at the picture before you change this");
        let pixels = Pixmap::decode_png(&file).unwrap();
        let corner = pixels.pixel(0, 0).unwrap();
        assert_eq!((pixels.width(), pixels.height(), corner.red(), corner.alpha()), (180, 180, 0x0c, 255));
    }

    #[test]
    fn a_mark_reads_no_files_and_may_be_broken() {
        let picture = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='Cargo.toml' width='9' \
                       height='9'/></svg>";
        assert_eq!(icon(picture, 8, "#102030"), icon("no picture", 8, "#102030"));
    }

    #[test]
    fn too_many_colours_are_not_indexed() {
        let colours: Vec<[u8; PIXEL]> = (0..=255).map(|red| [red, 0, 0, 255]).collect();
        let (palette, indices) = indexed(&colours.concat(), 64).unwrap();
        assert_eq!((palette.len(), indices.len(), indices[255]), (256, 256, 255));
        assert!(indexed(&[colours, vec![[0, 1, 0, 255]]].concat().concat(), 257).is_none());
    }
}
