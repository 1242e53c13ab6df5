//! An instant as people read it, and as machines do.

use crate::furniture::Furniture;
use jiff::Timestamp;
use jiff::civil::Date;

/// An instant, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// For `<time datetime>`: RFC 3339 in UTC.
    pub(crate) machine: String,
    /// `22 November 2026`.
    pub(crate) date: String,
    /// `22 November 2026, 14:05`.
    pub(crate) date_and_time: String,
    /// Days from today, counted as dates of the controller's time zone; negative is past.
    pub(crate) days: i32,
    /// The instant is before now.
    pub(crate) is_past: bool,
}

impl Moment {
    pub(crate) fn new(at: Timestamp, furniture: &Furniture) -> Self {
        let local = at.to_zoned(furniture.zone.clone());
        let today = furniture.now.to_zoned(furniture.zone.clone()).date();
        Self {
            machine: at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            date: local.strftime("%-d %B %Y").to_string(),
            date_and_time: local.strftime("%-d %B %Y, %H:%M").to_string(),
            days: days_between(today, local.date()),
            is_past: at < furniture.now,
        }
    }

    /// How far away it is, in words.
    pub(crate) fn distance(&self) -> String {
        match self.days {
            0 => String::from("today"),
            1 => String::from("tomorrow"),
            -1 => String::from("yesterday"),
            days if days > 0 => format!("in {days} days"),
            days => format!("{} days ago", days.unsigned_abs()),
        }
    }

    /// For a deadline of something open: how much time is left, and never by colour alone.
    pub(crate) fn time_left(&self) -> String {
        match (self.is_past, self.days) {
            (true, 0) => String::from("Overdue since today"),
            (true, -1) => String::from("Overdue by 1 day"),
            (true, days) => format!("Overdue by {} days", days.unsigned_abs()),
            (false, 0) => String::from("Due today"),
            (false, 1) => String::from("1 day left"),
            (false, days) => format!("{days} days left"),
        }
    }

    /// The class of the style for [`Self::time_left`].
    pub(crate) fn urgency(&self) -> &'static str {
        match (self.is_past, self.days) {
            (true, _) => "late",
            (false, ..=7) => "soon",
            (false, _) => "calm",
        }
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    fn moment(at: &str, now: &str, zone: &str) -> Moment {
        let furniture = Furniture {
            controller: String::new(),
            policy: String::new(),
            version: String::new(),
            banner: None,
            clock: None,
            links: Vec::new(),
            now: now.parse().unwrap(),
            zone: TimeZone::get(zone).unwrap(),
        };
        Moment::new(at.parse().unwrap(), &furniture)
    }

    #[test]
    fn dates_are_those_of_the_controllers_time_zone() {
        let due = moment("2026-02-07T04:59:59Z", "2026-01-08T12:00:00Z", "America/Panama");
        assert_eq!((due.date.as_str(), due.days), ("6 February 2026", 29));
        assert_eq!((due.time_left().as_str(), due.urgency()), ("29 days left", "calm"));
        assert_eq!(due.machine, "2026-02-07T04:59:59Z");
        assert_eq!(due.distance(), "in 29 days");
    }

    #[test]
    fn a_deadline_is_late_from_its_instant_on() {
        let left = |now: &str| moment("2026-03-10T12:00:00Z", now, "UTC").time_left();
        assert_eq!(left("2026-03-09T23:00:00Z"), "1 day left");
        assert_eq!(left("2026-03-10T12:00:00Z"), "Due today");
        assert_eq!(left("2026-03-10T12:00:01Z"), "Overdue since today");
        assert_eq!(left("2026-03-11T00:00:00Z"), "Overdue by 1 day");
        assert_eq!(left("2027-03-11T00:00:00Z"), "Overdue by 366 days");
    }
}
