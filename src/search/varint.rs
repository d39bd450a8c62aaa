//! Numbers as text: how postings and columns are written inside a script.
//!
//! Six bits a character, of which the highest says that more follow, lowest bits first: a number below 32 is one
//! character, and compression takes care of the rest. Knows nothing of what the numbers mean.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Appends `number`.
pub fn push(out: &mut String, mut number: u32) {
    loop {
        let low = (number & 31) as usize;
        number >>= 5;
        out.push(char::from(ALPHABET[low | usize::from(number > 0) << 5]));
        if number == 0 {
            return;
        }
    }
}

/// All of `numbers`.
pub fn write(numbers: impl IntoIterator<Item = u32>) -> String {
    let mut out = String::new();
    numbers.into_iter().for_each(|number| push(&mut out, number));
    out
}

/// The numbers of a text that [`push`] wrote.
pub fn read(text: &str) -> impl Iterator<Item = u32> + '_ {
    let mut bytes = text.bytes();
    std::iter::from_fn(move || {
        let (mut number, mut shift) = (0, 0);
        loop {
            let digit = value(bytes.next()?);
            number |= (digit & 31) << shift;
            if digit < 32 {
                return Some(number);
            }
            shift += 5;
        }
    })
}

fn value(byte: u8) -> u32 {
    u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'-' => 62,
        _ => 63,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let numbers = [0, 1, 31, 32, 63, 1023, 1024, 123_456, u32::MAX];
        assert_eq!(read(&write(numbers)).collect::<Vec<_>>(), numbers);
        assert_eq!(write([0, 31, 32]), "AfgB");
    }
}
