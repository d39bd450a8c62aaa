//! Days of the Gregorian calendar, as they are written in releases and feeds: `2026-11-28`.

/// Whether a text is a day, as `2026-11-28`.
pub fn is_day(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut number = |digits: usize| {
        let part = parts.next().filter(|part| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()));
        part.and_then(|part| part.parse::<u64>().ok())
    };
    let (Some(year), Some(month), Some(day)) = (number(4), number(2), number(2)) else { return false };
    let length = month.checked_sub(1).and_then(|month| lengths(year).get(usize::try_from(month).ok()?).copied());
    parts.next().is_none() && length.is_some_and(|length| (1..=length).contains(&day))
}

/// The day that is a number of days after 1970-01-01.
pub fn after_epoch(mut days: u64) -> String {
    let mut year = 1970;
    loop {
        let length = lengths(year).iter().sum();
        if days < length {
            break;
        }
        days -= length;
        year += 1;
    }
    let mut month = 1;
    for length in lengths(year) {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", days + 1)
}

/// The lengths of the months of a year in days.
fn lengths(year: u64) -> [u64; 12] {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    [31, if is_leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        let days = [(0, "1970-01-01"), (59, "1970-03-01"), (11_016, "2000-02-29"), (20_785, "2026-11-28")];
        for (number, day) in days {
            assert_eq!(after_epoch(number), day);
            assert!(is_day(day));
        }
        for wrong in ["2026-13-28", "26-11-28", "2026-11", "2026-11-31", "2026-00-10", "2026-02-29", "2026-11-28-1", ""]
        {
            assert!(!is_day(wrong), "{wrong}");
        }
    }
}
