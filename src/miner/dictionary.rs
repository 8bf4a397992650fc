//! Texts to dense numbers.

use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Numbers distinct texts from 0 in the order of their first appearance. A known text costs no allocation.
#[derive(Default)]
pub struct Dictionary {
    hasher: foldhash::fast::FixedState,
    numbers: HashTable<u32>,
    /// End of each text in `texts`.
    ends: Vec<usize>,
    texts: String,
}

impl Dictionary {
    /// The number of `text`, a new one if it was not seen before. `None` when 2^32 texts were.
    pub fn number(&mut self, text: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(text);
        if let Some(number) = self.numbers.find(hash, |number| self.text(*number) == text) {
            return Some(*number);
        }
        let number = u32::try_from(self.ends.len()).ok().filter(|number| *number < u32::MAX)?;
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
        let (hasher, ends, texts) = (&self.hasher, &self.ends, &self.texts);
        self.numbers.insert_unique(hash, number, |number| hasher.hash_one(slice(texts, ends, *number)));
        Some(number)
    }

    /// The number of `text` if it was seen.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.numbers.find(self.hasher.hash_one(text), |number| self.text(*number) == text).copied()
    }

    /// The text of a number.
    pub fn text(&self, number: u32) -> &str {
        slice(&self.texts, &self.ends, number)
    }

    /// Distinct texts.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no text was seen.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All numbers in ascending order of their texts.
    pub fn sorted(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = (0..self.ends.len() as u32).collect();
        numbers.sort_unstable_by(|a, b| self.text(*a).cmp(self.text(*b)));
        numbers
    }
}

fn slice<'t>(texts: &'t str, ends: &[usize], number: u32) -> &'t str {
    let start = (number as usize).checked_sub(1).map_or(0, |before| ends[before]);
    texts.get(start..ends[number as usize]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_texts_once() {
        let mut dictionary = Dictionary::default();
        let numbers: Vec<_> = ["b", "a", "", "b", "äö"].iter().map(|text| dictionary.number(text).unwrap()).collect();
        assert_eq!(numbers, [0, 1, 2, 0, 3]);
        assert_eq!((dictionary.text(3), dictionary.find("a"), dictionary.find("x")), ("äö", Some(1), None));
        assert_eq!(dictionary.sorted(), [2, 1, 0, 3]);
    }
}
