//! Lives customers through two years, one after the other, and writes down what they order.
//!
//! A registered customer orders when they feel like it (a Poisson process that follows the seasons) and when a habit is
//! due. Memory holds one customer's habits and devices at a time; the rest is the log.

use core::num::NonZeroU32;

use super::assortment::{ALONGSIDE, Assortment, one_partner};
use super::blueprint::Life;
use super::calendar::{Clock, DAYS, WARM_UP, day_of_year, workday};
use super::customers::{Kind, MANNERS, Manner, Wishes};
use super::dice::{Dice, running_sums};
use crate::model::Timestamp;

/// One line of the order log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// When the order was placed; the same on all its lines.
    pub time: Timestamp,
    /// The order's number, from 1, in order of time.
    pub order: u32,
    /// The customer's number, from 1; `None` for guests.
    pub customer: Option<NonZeroU32>,
    /// Position of the product in [`Shop::products`](super::Shop::products).
    pub item: u32,
    /// Units, from 1.
    pub quantity: u16,
}

/// Probability that who owns a durable and thinks of another buys it (as a gift).
pub(super) const GIFT: f64 = 0.02;
/// Probability that a habitual purchase is followed by another.
pub(super) const CONTINUATION: f64 = 0.92;
/// Spread of one item's mean interval between customers, and of one customer's intervals (lognormal sigmas).
pub(super) const BETWEEN_CUSTOMERS: f64 = 0.18;
pub(super) const WITHIN_CUSTOMER: f64 = 0.15;
/// Share of orders placed without an account.
const GUESTS: f64 = 0.25;
/// Mean days that a customer stays with the shop.
const MEAN_STAY: f64 = 330.0;
/// How much single customers differ in their number of visits (lognormal sigma): the heavy tail.
const VISITS_SPREAD: f64 = 0.9;
/// Probability that a device is sold with a starter pack, so that its consumable is first bought one interval later.
const STARTER_PACK: f64 = 0.5;
/// Probability that a customer tries a consumable again after having decided against it.
const SECOND_TRY: f64 = 0.05;
/// Offices place a bulk order now and then, this many lines longer.
const BULK_ORDER: f64 = 0.06;
const BULK_LINES: (u32, u32) = (8, 34);
const MOST_LINES: u32 = 40;
/// A day that does not come, far enough from the largest integer to count on from.
const NEVER: i32 = 1_000_000;

/// What the simulation counted, for the truth.
pub(super) struct Tally {
    pub(super) customers: u32,
    pub(super) guest_orders: u32,
    /// For each item: customers who made it a habit, those of them who bought it again, and habitual repurchases.
    pub(super) adopters: Vec<u32>,
    pub(super) adopters_who_rebought: Vec<u32>,
    pub(super) rebuys: Vec<u32>,
}

/// An item that a customer buys regularly.
struct Habit {
    item: u32,
    /// This customer's own mean interval, in days.
    mean_days: f64,
    due: i32,
    quantity: u16,
    /// Bought before (with a starter pack it is not).
    bought: bool,
    /// Adopted within the log, and bought again within it.
    counted: bool,
    rebought: bool,
}

/// The state of the one customer who is being lived through.
struct Shopper {
    manner: usize,
    registered: bool,
    number: Option<NonZeroU32>,
    /// Habits that there is room for.
    room: usize,
    habits: Vec<Habit>,
    /// Durables at home: shelf and item.
    owned: Vec<(u16, u32)>,
    /// Consumables that were tried and did not become habits, or no longer are.
    tried: Vec<u32>,
}

/// Why a product gets into the basket.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reason {
    Picked,
    PulledByDevice,
    Pulled,
}

struct Simulation<'a> {
    stock: &'a Assortment,
    wishes: Vec<Wishes>,
    manners: Vec<f64>,
    clock: Clock,
    dice: Dice,
    lines: Vec<Line>,
    orders: u32,
    wanted_orders: u32,
    tally: Tally,
    basket: Vec<(u32, u16)>,
}

/// Exactly `orders` orders over `stock`, sorted by time, and what was counted on the way.
pub(super) fn simulate(stock: &Assortment, orders: u32, dice: Dice) -> (Vec<Line>, Tally) {
    let items = stock.products.len();
    let mut simulation = Simulation {
        stock,
        wishes: MANNERS.iter().map(|manner| Wishes::of(manner, stock)).collect(),
        manners: running_sums(MANNERS.iter().map(|manner| manner.share)),
        clock: Clock::new(),
        dice,
        lines: Vec::with_capacity(orders as usize * 4),
        orders: 0,
        wanted_orders: orders,
        tally: Tally {
            customers: 0,
            guest_orders: 0,
            adopters: vec![0; items],
            adopters_who_rebought: vec![0; items],
            rebuys: vec![0; items],
        },
        basket: Vec::new(),
    };
    while simulation.orders < orders {
        if f64::from(simulation.tally.guest_orders) < GUESTS * f64::from(simulation.orders) {
            simulation.guest();
        } else {
            simulation.customer();
        }
    }
    let mut lines = simulation.lines;
    number_by_time(&mut lines);
    (lines, simulation.tally)
}

/// Sorts the log by time and numbers the orders anew, from 1.
fn number_by_time(lines: &mut [Line]) {
    lines.sort_unstable_by_key(|line| (line.time, line.order, line.item));
    let (mut before, mut number) = (0, 0);
    for line in lines {
        if line.order != before {
            before = line.order;
            number += 1;
        }
        line.order = number;
    }
}

impl Simulation<'_> {
    fn shopper(&mut self, registered: bool) -> Shopper {
        let manner = self.dice.pick(&self.manners);
        let room = if registered { self.dice.geometric(MANNERS[manner].habits).min(8) as usize } else { 0 };
        Shopper { manner, registered, number: None, room, habits: Vec::new(), owned: Vec::new(), tried: Vec::new() }
    }

    /// A day from `first` on, with the season's traffic.
    fn some_day(&mut self, manner: usize, first: i32) -> i32 {
        loop {
            let day = first + self.dice.below((DAYS - first) as usize) as i32;
            if self.dice.chance(self.wishes[manner].bustle(day_of_year(day))) {
                return day;
            }
        }
    }

    fn guest(&mut self) {
        let mut shopper = self.shopper(false);
        let day = self.some_day(shopper.manner, 0);
        self.order(&mut shopper, day, true);
    }

    /// One registered customer, from joining to leaving.
    fn customer(&mut self) {
        let mut shopper = self.shopper(true);
        let manner = &MANNERS[shopper.manner];
        let joined = self.some_day(shopper.manner, -WARM_UP);
        let stay = self.dice.exponential(MEAN_STAY);
        let leaves = (joined + 1 + stay.min(10_000.0) as i32).min(DAYS);
        let visits = manner.visits * self.dice.about_one(VISITS_SPREAD);
        let mean_gap = 365.0 * self.wishes[shopper.manner].mean_bustle() / visits;
        let (mut today, mut visit) = (joined, joined);
        while self.orders < self.wanted_orders {
            let due = shopper.habits.iter().map(|habit| habit.due).min().unwrap_or(NEVER);
            let mut day = visit.min(due).max(today);
            if manner.kind == Kind::Office {
                day = workday(day);
            }
            if day >= leaves {
                break;
            }
            let visiting = visit <= day;
            if visiting || due <= day {
                self.order(&mut shopper, day, visiting);
            }
            today = day + 1;
            if visiting {
                visit = self.next_visit(shopper.manner, today, mean_gap);
            }
        }
        for habit in &shopper.habits {
            self.settle(habit);
        }
    }

    /// The next visit for its own sake: a Poisson process, thinned by the season.
    fn next_visit(&mut self, manner: usize, from: i32, mean_gap: f64) -> i32 {
        let mut at = f64::from(from);
        loop {
            at += self.dice.exponential(mean_gap);
            if at >= f64::from(DAYS) {
                return NEVER;
            }
            if self.dice.chance(self.wishes[manner].bustle(day_of_year(at as i32))) {
                return at as i32;
            }
        }
    }

    /// Adds a habit that has ended to the tally.
    fn settle(&mut self, habit: &Habit) {
        let item = habit.item as usize;
        self.tally.adopters[item] += u32::from(habit.counted);
        self.tally.adopters_who_rebought[item] += u32::from(habit.counted && habit.rebought);
    }

    /// Fills a basket and, unless the log has not begun, writes it down.
    fn order(&mut self, shopper: &mut Shopper, day: i32, visiting: bool) {
        self.basket.clear();
        self.refill(shopper, day);
        let lines = self.basket_size(&MANNERS[shopper.manner]);
        let least = usize::from(visiting);
        let target = (lines as usize).max(self.basket.len() + least).min(MOST_LINES as usize);
        // Tries are limited: a customer may own or avoid most of a tiny shop.
        let mut tries = 4 * target;
        while self.basket.len() < target && tries > 0 {
            tries -= 1;
            let shelf = self.dice.pick(self.wishes[shopper.manner].on(day_of_year(day)));
            let item = self.draw(shopper, shelf);
            if self.welcome(shopper, item) {
                self.add(shopper, item, day, Reason::Picked);
                self.pull(shopper, item, day);
            }
        }
        if self.basket.is_empty() {
            let item = self.stock.shelves[0].draw(&mut self.dice);
            self.basket.push((item, 1));
        }
        if day >= 0 {
            self.write_down(shopper, day);
        }
    }

    fn basket_size(&mut self, manner: &Manner) -> u32 {
        let mut lines = 1 + self.dice.geometric(manner.more_lines);
        if manner.kind == Kind::Office && self.dice.chance(BULK_ORDER) {
            lines += self.dice.between(BULK_LINES.0, BULK_LINES.1);
        }
        lines.min(MOST_LINES)
    }

    /// Puts what is due, or nearly so, into the basket.
    fn refill(&mut self, shopper: &mut Shopper, day: i32) {
        let mut kept = 0;
        for position in 0..shopper.habits.len() {
            let habit = &mut shopper.habits[position];
            let early = (0.08 * habit.mean_days).min(4.0) as i32;
            let mut ended = false;
            if habit.due <= day + early {
                self.basket.push((habit.item, habit.quantity));
                if day >= 0 && habit.bought {
                    self.tally.rebuys[habit.item as usize] += 1;
                    habit.rebought = true;
                }
                habit.bought = true;
                habit.due = day + interval(habit.mean_days, &mut self.dice);
                ended = !self.dice.chance(CONTINUATION);
            }
            if ended {
                shopper.tried.push(habit.item);
                let over = &shopper.habits[position];
                self.settle(over);
            } else {
                shopper.habits.swap(kept, position);
                kept += 1;
            }
        }
        shopper.habits.truncate(kept);
    }

    /// An item of a shelf. Consumables are drawn for the device at home; who has none in the log has one from before.
    fn draw(&mut self, shopper: &mut Shopper, shelf: usize) -> u32 {
        let shelf = &self.stock.shelves[shelf];
        let Some(device_shelf) = shelf.device_shelf else { return shelf.draw(&mut self.dice) };
        let key = device_shelf as u16;
        let device = match shopper.owned.iter().find(|(owned, _)| *owned == key) {
            Some((_, device)) => *device,
            None => {
                let device = self.stock.shelves[device_shelf].draw(&mut self.dice);
                shopper.owned.push((key, device));
                device
            }
        };
        let fitting = &self.stock.consumables[device as usize];
        // The main consumable is wanted as often as all the others together.
        let position = if self.dice.chance(0.5) { 0 } else { self.dice.below(fitting.len()) };
        fitting[position]
    }

    /// Whether this customer takes this item now.
    fn welcome(&mut self, shopper: &Shopper, item: u32) -> bool {
        let group = self.stock.group_of[item as usize];
        if self.basket.iter().any(|(other, _)| self.stock.group_of[*other as usize] == group) {
            return false;
        }
        let shelf = self.stock.shelf_of[item as usize];
        match self.stock.shelf(item).blueprint.life {
            Life::Durable => shopper.owned.iter().all(|(owned, _)| *owned != shelf) || self.dice.chance(GIFT),
            Life::Replenished { .. } => {
                shopper.habits.iter().all(|habit| self.stock.group_of[habit.item as usize] != group)
                    && (!shopper.tried.contains(&item) || self.dice.chance(SECOND_TRY))
            }
            Life::Occasional => true,
        }
    }

    /// Puts an item into the basket and draws the consequences for the customer.
    fn add(&mut self, shopper: &mut Shopper, item: u32, day: i32, reason: Reason) {
        let quantity = self.quantity(shopper, item);
        self.basket.push((item, quantity));
        if !shopper.registered {
            return;
        }
        if matches!(self.stock.shelf(item).blueprint.life, Life::Durable) {
            shopper.owned.push((self.stock.shelf_of[item as usize], item));
        }
        let Some(rhythm) = self.stock.rhythm[item as usize] else { return };
        if shopper.tried.contains(&item) {
            return;
        }
        // A new device makes room for its consumable.
        let room = shopper.room + if reason == Reason::PulledByDevice { 3 } else { 0 };
        if shopper.habits.len() < room && self.dice.chance(rhythm.adoption) {
            self.adopt(shopper, item, day, quantity, true);
        } else {
            shopper.tried.push(item);
        }
    }

    fn adopt(&mut self, shopper: &mut Shopper, item: u32, day: i32, quantity: u16, bought: bool) {
        let Some(rhythm) = self.stock.rhythm[item as usize] else { return };
        let mean_days = f64::from(rhythm.mean_days) * self.dice.about_one(BETWEEN_CUSTOMERS);
        let due = day + interval(mean_days, &mut self.dice);
        shopper.habits.push(Habit { item, mean_days, due, quantity, bought, counted: day >= 0, rebought: false });
    }

    fn quantity(&mut self, shopper: &Shopper, item: u32) -> u16 {
        let more = match (&self.stock.shelf(item).blueprint.life, MANNERS[shopper.manner].kind) {
            (Life::Durable, _) => 0.01,
            (_, Kind::Office) => 1.2,
            (Life::Replenished { .. }, _) => 0.3,
            (Life::Occasional, _) => 0.15,
        };
        1 + self.dice.geometric(more).min(24) as u16
    }

    /// Puts into the basket what the newly picked `item` pulls along.
    fn pull(&mut self, shopper: &mut Shopper, item: u32, day: i32) {
        for pull in &self.stock.pulls[item as usize] {
            let happens = self.dice.chance(pull.strength);
            if pull.device {
                let reason = Reason::PulledByDevice;
                if happens {
                    for (turn, partner) in pull.partners.iter().enumerate() {
                        if turn == 0 || self.dice.chance(ALONGSIDE) {
                            self.follow(shopper, *partner, day, reason);
                        }
                    }
                } else if shopper.registered && self.dice.chance(STARTER_PACK) {
                    self.start_with_pack(shopper, pull.partners.first().copied(), day);
                }
            } else if happens && let Some(partner) = one_partner(pull, &mut self.dice) {
                let durable = matches!(self.stock.shelf(item).blueprint.life, Life::Durable);
                let reason = if durable { Reason::PulledByDevice } else { Reason::Pulled };
                self.follow(shopper, partner, day, reason);
            }
        }
    }

    fn follow(&mut self, shopper: &mut Shopper, item: u32, day: i32, reason: Reason) {
        if self.basket.len() < MOST_LINES as usize && self.welcome(shopper, item) {
            self.add(shopper, item, day, reason);
        }
    }

    /// The device came with a first filling: its consumable is due one interval later.
    fn start_with_pack(&mut self, shopper: &mut Shopper, consumable: Option<u32>, day: i32) {
        if let Some(item) = consumable
            && shopper.habits.iter().all(|habit| habit.item != item)
            && !self.basket.iter().any(|(other, _)| *other == item)
        {
            let quantity = self.quantity(shopper, item);
            self.adopt(shopper, item, day, quantity, false);
        }
    }

    fn write_down(&mut self, shopper: &mut Shopper, day: i32) {
        self.orders += 1;
        if !shopper.registered {
            self.tally.guest_orders += 1;
        } else if shopper.number.is_none() {
            self.tally.customers += 1;
            shopper.number = NonZeroU32::new(self.tally.customers);
        }
        let office = MANNERS[shopper.manner].kind == Kind::Office;
        let time = self.clock.moment(day, office, &mut self.dice);
        let (order, customer) = (self.orders, shopper.number);
        self.lines.extend(self.basket.iter().map(|(item, quantity)| Line {
            time,
            order,
            customer,
            item: *item,
            quantity: *quantity,
        }));
    }
}

/// Days until the next purchase.
fn interval(mean_days: f64, dice: &mut Dice) -> i32 {
    libm::round(mean_days * dice.about_one(WITHIN_CUSTOMER)).clamp(2.0, 2_000.0) as i32
}
