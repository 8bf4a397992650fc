//! From the blueprint to concrete products: names, SKUs, prices, variants, which item pulls which, and who sells best.

use serde::Serialize;

use super::blueprint::{BRANDS, CATEGORIES, Category, Life, Naming, PULLS, Variants};
use super::dice::{Dice, running_sums};
use super::truth::{CategoryComplement, Complement, Popularity, Rank};

/// The Zipf exponent within a category: the second-best seller sells 57 % of the best, the hundredth 2.5 %.
const ZIPF: f64 = 0.8;

/// How a pull between categories is shared out among the partners of one item, first partner first.
const PARTNER_SHARES: [f64; 3] = [0.6, 0.25, 0.15];

/// With a device's main consumable, each of its others comes along with this probability.
pub(super) const ALONGSIDE: f64 = 0.3;

/// Consumables of one device that a pull considers.
const MOST_CONSUMABLES: usize = 5;

/// One product of the sample shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Product {
    /// SKU such as `INK-0042`, unique.
    pub id: String,
    /// Readable name such as `Halden P210 toner, black`, unique.
    pub name: String,
    /// Category such as `Ink & toner`.
    pub category: &'static str,
    /// Price in cents, above 0. Written as a decimal number of currency units.
    #[serde(rename = "price", serialize_with = "in_units")]
    pub cents: u32,
    /// The group of variants (colours, sizes) of one product, if it has any.
    pub group: Option<String>,
}

fn in_units<S: serde::Serializer>(cents: &u32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(f64::from(*cents) / 100.0)
}

/// How an item pulls others into the order.
pub(super) struct ItemPull {
    /// Probability that anything follows.
    pub(super) strength: f64,
    /// A device takes its main consumable, then perhaps others; anything else takes one partner.
    pub(super) device: bool,
    /// Items, the most likely one first.
    pub(super) partners: Vec<u32>,
}

/// The rhythm of a replenished item.
#[derive(Clone, Copy)]
pub(super) struct Rhythm {
    pub(super) mean_days: u32,
    pub(super) adoption: f64,
}

/// The products of one category.
pub(super) struct Shelf {
    pub(super) blueprint: &'static Category,
    /// Items by popularity, best seller first.
    pub(super) ranked: Vec<u32>,
    /// Running sums of their Zipf weights.
    popularity: Vec<f64>,
    /// For consumables that fit a device: the devices' shelf.
    pub(super) device_shelf: Option<usize>,
}

impl Shelf {
    /// An item of this shelf, drawn by popularity.
    pub(super) fn draw(&self, dice: &mut Dice) -> u32 {
        self.ranked[dice.pick(&self.popularity)]
    }
}

/// The whole assortment. Items are numbered shelf by shelf.
pub(super) struct Assortment {
    pub(super) products: Vec<Product>,
    pub(super) shelves: Vec<Shelf>,
    /// Shelf of each item.
    pub(super) shelf_of: Vec<u16>,
    /// Variant group of each item, a number of its own for items without variants.
    pub(super) group_of: Vec<u32>,
    pub(super) pulls: Vec<Vec<ItemPull>>,
    /// Consumables that fit each device.
    pub(super) consumables: Vec<Vec<u32>>,
    pub(super) rhythm: Vec<Option<Rhythm>>,
}

impl Assortment {
    /// Fills a shop with `items` products, at least 20.
    pub(super) fn stock(items: u32, dice: &mut Dice) -> Self {
        let mut stock = Self {
            products: Vec::with_capacity(items as usize),
            shelves: Vec::new(),
            shelf_of: Vec::with_capacity(items as usize),
            group_of: Vec::with_capacity(items as usize),
            pulls: Vec::new(),
            consumables: vec![Vec::new(); items as usize],
            rhythm: Vec::with_capacity(items as usize),
        };
        for (blueprint, count) in quotas(items) {
            stock.fill(blueprint, count, dice);
        }
        stock.link(dice);
        stock
    }

    fn fill(&mut self, blueprint: &'static Category, count: u32, dice: &mut Dice) {
        let first = self.products.len() as u32;
        let device_shelf = match blueprint.naming {
            Naming::Fitting { device, .. } => self.shelf_named(device),
            _ => None,
        };
        match blueprint.naming {
            Naming::Fitting { parts, .. } => self.fill_fitting(blueprint, parts, device_shelf, count, dice),
            Naming::Model { finishes, .. } => self.fill_grouped(blueprint, finishes, count, dice),
            Naming::Goods { variants, .. } => self.fill_grouped(blueprint, variants, count, dice),
        }
        let mut ranked: Vec<u32> = (first..first + count).collect();
        dice.shuffle(&mut ranked);
        let popularity = running_sums((1..=count).map(|rank| libm::pow(f64::from(rank), -ZIPF)));
        let shelf = self.shelves.len() as u16;
        self.shelf_of.resize(self.products.len(), shelf);
        for _ in 0..count {
            self.rhythm.push(match blueprint.life {
                Life::Replenished { mean_days, adoption } => {
                    let mean = f64::from(mean_days) * dice.about_one(0.12);
                    Some(Rhythm { mean_days: libm::round(mean).max(7.0) as u32, adoption })
                }
                _ => None,
            });
        }
        self.shelves.push(Shelf { blueprint, ranked, popularity, device_shelf });
    }

    /// Products of their own, each in one to four variants.
    fn fill_grouped(&mut self, blueprint: &'static Category, variants: Variants, count: u32, dice: &mut Dice) {
        let sizes = variants.iter().any(|(_, factor)| *factor > 1.0);
        let mut made = 0;
        for base in 0_usize.. {
            if made == count {
                break;
            }
            let wanted = 1 + dice.below(variants.len().min(4)) as u32;
            let wanted = wanted.min(count - made);
            let (name, cents) = (base_name(blueprint, base), price(blueprint, dice));
            let group = self.next_group();
            let group_name = format!("{}-G{:04}", blueprint.sku, base + 1);
            for turn in 0..wanted {
                made += 1;
                let (name, cents) = match variants.get(turn as usize) {
                    // A lone variant keeps its size, but "black" says nothing where there is no other colour.
                    Some((label, factor)) if wanted > 1 || sizes => {
                        (format!("{name}, {label}"), rounded(cents * factor))
                    }
                    _ => (name.clone(), rounded(cents)),
                };
                self.add(blueprint, made, name, cents, (wanted > 1).then(|| group_name.clone()), group);
            }
        }
    }

    /// Consumables for the devices of another shelf, dealt out to them in turn.
    fn fill_fitting(
        &mut self,
        blueprint: &'static Category,
        parts: Variants,
        device_shelf: Option<usize>,
        count: u32,
        dice: &mut Dice,
    ) {
        let devices: Vec<u32> = device_shelf.map(|shelf| self.shelves[shelf].ranked.clone()).unwrap_or_default();
        // One toner serves a printer in every finish: deal to products, not to variants.
        let mut models: Vec<u32> = Vec::new();
        let mut ordered = devices.clone();
        ordered.sort_unstable();
        for device in &ordered {
            if models.last().is_none_or(|last| self.group_of[*last as usize] != self.group_of[*device as usize]) {
                models.push(*device);
            }
        }
        let mut cents = 0.0;
        let per_model = (count as usize).div_ceil(models.len().max(1));
        for number in 0..count as usize {
            let (model, part) = (number / per_model, number % per_model);
            if part == 0 {
                cents = price(blueprint, dice);
            }
            let item = self.products.len() as u32;
            let (label, factor) = parts[part % parts.len()];
            let model_name = short_name(&self.products[models[model] as usize].name);
            let series =
                if part < parts.len() { String::new() } else { format!(", series {}", part / parts.len() + 1) };
            let name = format!("{model_name} {label}{series}");
            let group = self.next_group();
            self.add(blueprint, number as u32 + 1, name, rounded(cents * factor), None, group);
            self.fit(item, models[model], &ordered);
        }
        // Fewer consumables than models: the remaining models take those of the others in turn.
        let filled = (count as usize).div_ceil(per_model);
        for (turn, model) in models.iter().enumerate().skip(filled) {
            let shared = self.consumables[models[turn % filled] as usize].clone();
            for item in shared {
                self.fit(item, *model, &ordered);
            }
        }
    }

    /// Notes that `item` fits every variant of `model`.
    fn fit(&mut self, item: u32, model: u32, devices: &[u32]) {
        let group = self.group_of[model as usize];
        let start = devices.partition_point(|device| self.group_of[*device as usize] < group);
        for device in devices[start..].iter().take_while(|device| self.group_of[**device as usize] == group) {
            self.consumables[*device as usize].push(item);
        }
    }

    fn next_group(&self) -> u32 {
        self.group_of.last().map_or(0, |last| last + 1)
    }

    fn add(&mut self, blueprint: &Category, number: u32, name: String, cents: u32, group: Option<String>, key: u32) {
        let id = format!("{}-{number:04}", blueprint.sku);
        self.products.push(Product { id, name, category: blueprint.name, cents, group });
        self.group_of.push(key);
    }

    /// Gives every item its partners.
    fn link(&mut self, dice: &mut Dice) {
        self.pulls.resize_with(self.products.len(), Vec::new);
        for pull in &PULLS {
            let (Some(from), Some(to)) = (self.shelf_named(pull.from), self.shelf_named(pull.to)) else { continue };
            let device = self.shelves[to].device_shelf == Some(from);
            let mut antecedents = self.shelves[from].ranked.clone();
            antecedents.sort_unstable();
            for item in antecedents {
                let partners = if device {
                    self.consumables[item as usize].iter().copied().take(MOST_CONSUMABLES).collect()
                } else {
                    self.some_of(to, dice)
                };
                self.pulls[item as usize].push(ItemPull { strength: pull.strength, device, partners });
            }
        }
    }

    /// Up to three items of a shelf, no two of them variants of each other, every product alike.
    fn some_of(&self, shelf: usize, dice: &mut Dice) -> Vec<u32> {
        let ranked = &self.shelves[shelf].ranked;
        let mut chosen: Vec<u32> = Vec::new();
        for _ in 0..8 {
            let item = ranked[dice.below(ranked.len())];
            let group = self.group_of[item as usize];
            if chosen.len() < PARTNER_SHARES.len() && chosen.iter().all(|c| self.group_of[*c as usize] != group) {
                chosen.push(item);
            }
        }
        chosen
    }

    pub(super) fn shelf_named(&self, name: &str) -> Option<usize> {
        self.shelves.iter().position(|shelf| shelf.blueprint.name == name)
    }

    pub(super) fn shelf(&self, item: u32) -> &Shelf {
        &self.shelves[usize::from(self.shelf_of[item as usize])]
    }

    fn id(&self, item: u32) -> String {
        self.products[item as usize].id.clone()
    }

    /// The planted item pairs and their probabilities.
    pub(super) fn complements(&self) -> Vec<Complement> {
        let mut all = Vec::new();
        for (item, pulls) in self.pulls.iter().enumerate() {
            for pull in pulls {
                let shares = shares(pull);
                all.extend(pull.partners.iter().zip(shares).map(|(partner, share)| Complement {
                    antecedent: self.id(item as u32),
                    consequent: self.id(*partner),
                    strength: libm::round(pull.strength * share * 1e4) / 1e4,
                }));
            }
        }
        all
    }

    /// The planted category pairs of the categories that this shop has.
    pub(super) fn category_complements(&self) -> Vec<CategoryComplement> {
        PULLS
            .iter()
            .filter(|pull| self.shelf_named(pull.from).is_some() && self.shelf_named(pull.to).is_some())
            .map(|pull| CategoryComplement {
                antecedent: pull.from.into(),
                consequent: pull.to.into(),
                strength: pull.strength,
            })
            .collect()
    }

    /// The planted popularity.
    pub(super) fn popularity(&self) -> Popularity {
        let drawn = self.shelves.iter().filter(|shelf| shelf.device_shelf.is_none());
        let ranks = drawn
            .flat_map(|shelf| shelf.ranked.iter().zip(1..).map(|(item, rank)| Rank { item: self.id(*item), rank }));
        Popularity { exponent: ZIPF, ranks: ranks.collect() }
    }
}

/// Probabilities of the partners, given that the pull happens.
fn shares(pull: &ItemPull) -> Vec<f64> {
    if pull.device {
        (0..pull.partners.len()).map(|turn| if turn == 0 { 1.0 } else { ALONGSIDE }).collect()
    } else {
        let used = &PARTNER_SHARES[..pull.partners.len()];
        let total: f64 = used.iter().sum();
        used.iter().map(|share| share / total).collect()
    }
}

/// Draws the partner of a pull between goods.
pub(super) fn one_partner(pull: &ItemPull, dice: &mut Dice) -> Option<u32> {
    let sums = running_sums(shares(pull));
    pull.partners.get(dice.pick(&sums)).copied()
}

/// How many products each category gets: small shops have fewer categories, each has at least two products, the rest
/// is shared out by breadth (largest remainder).
fn quotas(items: u32) -> Vec<(&'static Category, u32)> {
    let open = &CATEGORIES[..(items as usize / 4).clamp(5, CATEGORIES.len())];
    let breadth: f64 = open.iter().map(|category| category.breadth).sum();
    let free = items - 2 * open.len() as u32;
    let exact: Vec<f64> = open.iter().map(|category| f64::from(free) * category.breadth / breadth).collect();
    let mut counts: Vec<u32> = exact.iter().map(|share| 2 + *share as u32).collect();
    let mut by_remainder: Vec<usize> = (0..open.len()).collect();
    by_remainder.sort_by(|a, b| (exact[*b] - libm::floor(exact[*b])).total_cmp(&(exact[*a] - libm::floor(exact[*a]))));
    let missing = items - counts.iter().sum::<u32>();
    for category in by_remainder.into_iter().take(missing as usize) {
        counts[category] += 1;
    }
    open.iter().zip(counts).collect()
}

/// The name of a category's product number `base`; different for different numbers.
fn base_name(category: &Category, base: usize) -> String {
    // Every category has its own half of the brands, so that no brand sells everything.
    let offset = category.sku.bytes().map(usize::from).sum::<usize>();
    let brand = |turn: usize| BRANDS[(offset + turn % 12) % BRANDS.len()];
    match &category.naming {
        Naming::Model { letter, nouns, .. } => {
            let number = 110 + 10 * (base / 12);
            format!("{} {letter}{number} {}", brand(base), nouns[(base + base / 12) % nouns.len()])
        }
        Naming::Goods { words, nouns, .. } => {
            let (noun, rest) = (base % nouns.len(), base / nouns.len());
            let (word, rest) = (rest % words.len(), rest / words.len());
            let (turn, edition) = (rest % 12, rest / 12);
            let edition = if edition == 0 { String::new() } else { format!(" No. {}", edition + 1) };
            format!("{} {} {}{edition}", brand(turn + noun + word), words[word], nouns[noun])
        }
        Naming::Fitting { .. } => format!("{} {base}", category.name),
    }
}

/// "Halden P210 laser printer, red" -> "Halden P210".
fn short_name(name: &str) -> String {
    name.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

/// A price in cents from the category's range, mostly from around its geometric middle.
fn price(category: &Category, dice: &mut Dice) -> f64 {
    let (low, high) = category.cents;
    let position = (dice.unit() + dice.unit()) / 2.0;
    low * libm::pow(high / low, position)
}

/// The nearest price that a shop would print: 0.89, 4.99, 24.49, 129.90, 449.00.
fn rounded(cents: f64) -> u32 {
    let to = |step: f64, below: f64| ((libm::round(cents / step) * step) - below).max(9.0) as u32;
    match cents {
        c if c < 500.0 => to(10.0, 1.0),
        c if c < 5_000.0 => to(50.0, 1.0),
        c if c < 20_000.0 => to(100.0, 10.0),
        _ => to(500.0, 100.0),
    }
}

/// Names of the categories whose products last.
pub(super) fn durable_categories(stock: &Assortment) -> Vec<String> {
    let durable = stock.shelves.iter().filter(|shelf| matches!(shelf.blueprint.life, Life::Durable));
    durable.map(|shelf| shelf.blueprint.name.to_owned()).collect()
}
