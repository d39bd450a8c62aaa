//! Byte ranges: the part of a response that a `Range` header asks for (RFC 9110, section 14).
//!
//! Browsers need it to play and seek video. Requests for several ranges are answered with the whole file, which the
//! standard allows.

use std::ops::Range;

use super::http::{Body, Request, Response};

/// The part of a successful response that the request asks for, or all of it.
pub fn apply(request: &Request, mut response: Response) -> Response {
    if response.status != 200 {
        return response;
    }
    response.headers.push(("accept-ranges", "bytes".into()));
    let length = response.body.len();
    let part = match request.header("range") {
        Some(range) if request.method == "GET" && is_unchanged(request, &response) => parse(range, length),
        _ => Part::Whole,
    };
    match part {
        Part::Whole => {}
        Part::Of(range) => {
            response.status = 206;
            let place = format!("bytes {}-{}/{length}", range.start, range.end - 1);
            response.headers.push(("content-range", place));
            response.body = response.body.slice(range);
        }
        Part::Outside => {
            response.status = 416;
            response.headers.push(("content-range", format!("bytes */{length}")));
            response.body = Body::default();
        }
    }
    response
}

/// Whether the response is the version that `If-Range` names, if it names one.
fn is_unchanged(request: &Request, response: &Response) -> bool {
    let tag = response.headers.iter().find(|(name, _)| *name == "etag").map(|(_, tag)| tag.as_str());
    request.header("if-range").is_none_or(|known| Some(known) == tag)
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// The header is absent, malformed or asks for several ranges.
    Whole,
    /// These bytes, at least one.
    Of(Range<usize>),
    /// No byte of the file.
    Outside,
}

/// The bytes that a `Range` header asks for of a file of `length` bytes.
fn parse(header: &str, length: usize) -> Part {
    let Some((first, last)) = header.strip_prefix("bytes=").and_then(|range| range.trim().split_once('-')) else {
        return Part::Whole;
    };
    let range = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Some(first), None) if last.is_empty() => first..length,
        (None, Some(count)) if first.is_empty() => length.saturating_sub(count)..length,
        _ => return Part::Whole,
    };
    if range.is_empty() { Part::Outside } else { Part::Of(range) }
}

/// A number of digits alone; one that is too large stands for the end of every file.
fn number(text: &str) -> Option<usize> {
    let is_number = !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_a_part_of_the_file() {
        for (header, part) in [
            ("bytes=0-0", Part::Of(0..1)),
            ("bytes=2-5", Part::Of(2..6)),
            ("bytes=2-", Part::Of(2..10)),
            ("bytes=2-999999999999999999999999", Part::Of(2..10)),
            ("bytes=-3", Part::Of(7..10)),
            ("bytes=-30", Part::Of(0..10)),
            ("bytes=10-", Part::Outside),
            ("bytes=10-12", Part::Outside),
            ("bytes=-0", Part::Outside),
            ("bytes=5-2", Part::Whole),
            ("bytes=0-1,4-5", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("lines=1-2", Part::Whole),
            ("", Part::Whole),
        ] {
            assert_eq!(parse(header, 10), part, "{header}");
        }
        assert_eq!(parse("bytes=0-", 0), Part::Outside);
    }
}
