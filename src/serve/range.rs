//! Byte ranges: the part of a response that a `Range` header asks for (RFC 9110, section 14).
//!
//! Browsers need it to play and seek video. Requests for several ranges are answered with the whole file, which the
//! standard allows.

use std::ops::Range;

use super::http::{Request, Response};

/// The part of a successful response that the request asks for, or all of it.
pub fn apply(request: &Request, mut response: Response) -> Response {
    if response.status != 200 {
        return response;
    }
    response.headers.push(("accept-ranges", "bytes".into()));
    let length = response.body.len();
    let asked = request.header("range").filter(|_| request.method == "GET" && is_unchanged(request, &response));
    let Some(range) = asked.and_then(|range| parse(range, length)) else { return response };
    let place = if range.is_empty() {
        response.status = 416;
        format!("bytes */{length}")
    } else {
        response.status = 206;
        format!("bytes {}-{}/{length}", range.start, range.end - 1)
    };
    response.headers.push(("content-range", place));
    response.body = response.body.slice(range);
    response
}

/// Whether the response is the version that `If-Range` names, if it names one.
fn is_unchanged(request: &Request, response: &Response) -> bool {
    let tag = response.headers.iter().find(|(name, _)| *name == "etag").map(|(_, tag)| tag.as_str());
    request.header("if-range").is_none_or(|known| Some(known) == tag)
}

/// The bytes that a `Range` header asks for of a file of `length` bytes: none if they are outside the file. `None` for a
/// header that is malformed or asks for several ranges.
fn parse(header: &str, length: usize) -> Option<Range<usize>> {
    let (first, last) = header.strip_prefix("bytes=")?.trim().split_once('-')?;
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => Some(first..last.saturating_add(1).min(length)),
        (Some(first), None) if last.is_empty() => Some(first..length),
        (None, Some(count)) if first.is_empty() => Some(length.saturating_sub(count)..length),
        _ => None,
    }
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
            ("bytes=0-0", Some(0..1)),
            ("bytes=2-5", Some(2..6)),
            ("bytes=2-", Some(2..10)),
            ("bytes=2-999999999999999999999999", Some(2..10)),
            ("bytes=-3", Some(7..10)),
            ("bytes=-30", Some(0..10)),
            // No byte of the file.
            ("bytes=10-", Some(10..10)),
            ("bytes=10-12", Some(10..10)),
            ("bytes=-0", Some(10..10)),
            ("bytes=5-2", None),
            ("bytes=0-1,4-5", None),
            ("bytes=-", None),
            ("bytes=+1-2", None),
            ("bytes=a-b", None),
            ("lines=1-2", None),
            ("", None),
        ] {
            assert_eq!(parse(header, 10), part, "{header}");
        }
        assert_eq!(parse("bytes=0-", 0), Some(0..0));
    }
}
