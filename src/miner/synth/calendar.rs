//! The two years that the sample shop covers, day by day: dates, weekdays, seasons and the hours at which people shop.

use super::dice::Dice;
use crate::model::{DAY, Timestamp};

/// Days in the log: 2023-07-01 to 2025-06-30, both included; 2024 is a leap year.
pub(super) const DAYS: i32 = 731;

/// Days that are lived through before the log begins, so that it opens on customers with habits and devices.
pub(super) const WARM_UP: i32 = 365;

/// 2023-07-01T00:00:00Z, day 0 of the log.
const START: i64 = 1_688_169_600;

/// Relative traffic of each hour of the day for shoppers at home, and for offices.
const HOME_HOURS: [f64; 24] = [
    4.0, 2.0, 1.0, 1.0, 1.0, 2.0, 5.0, 10.0, 16.0, 22.0, 26.0, 26.0, 25.0, 25.0, 24.0, 24.0, 26.0, 30.0, 36.0, 44.0,
    48.0, 40.0, 24.0, 10.0,
];
const OFFICE_HOURS: [f64; 24] = [
    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 8.0, 30.0, 45.0, 48.0, 40.0, 20.0, 32.0, 40.0, 36.0, 24.0, 8.0, 2.0, 1.0, 0.0,
    0.0, 0.0, 0.0,
];

/// The day of the year, 1 to 366, of a day of the log or of its warm-up.
pub(super) fn day_of_year(day: i32) -> u16 {
    // First of January of 2022, 2023, 2024 and 2025, in days of the log.
    let new_year = [550, 184, -181, -546].into_iter().find(|start| *start <= day).unwrap_or(-546);
    (day - new_year + 1) as u16
}

/// The next day on which an office orders: Saturdays and Sundays wait for Monday.
pub(super) fn workday(day: i32) -> i32 {
    // Day 0 was a Saturday.
    match day.rem_euclid(7) {
        0 => day + 2,
        1 => day + 1,
        _ => day,
    }
}

/// How far `day` is from `peak`, both days of the year, the short way round.
pub(super) fn days_apart(day: u16, peak: u16) -> u16 {
    let straight = day.abs_diff(peak);
    straight.min(366 - straight.min(366))
}

/// Draws times of day.
pub(super) struct Clock {
    home: Vec<f64>,
    office: Vec<f64>,
}

impl Clock {
    pub(super) fn new() -> Self {
        Self { home: super::dice::running_sums(HOME_HOURS), office: super::dice::running_sums(OFFICE_HOURS) }
    }

    /// Some moment on `day` of the log.
    pub(super) fn moment(&self, day: i32, office: bool, dice: &mut Dice) -> Timestamp {
        let hour = dice.pick(if office { &self.office } else { &self.home });
        second_of_log(i64::from(day) * DAY + (hour * 3600 + dice.below(3600)) as i64)
    }
}

/// The first and the last second of the log.
pub(super) fn span() -> (Timestamp, Timestamp) {
    (second_of_log(0), second_of_log(i64::from(DAYS) * DAY - 1))
}

fn second_of_log(second: i64) -> Timestamp {
    // Half a second more: the detour over days then truncates to the second that is meant.
    Timestamp::EPOCH.plus_days(((START + second) as f64 + 0.5) / 86_400.0)
}
