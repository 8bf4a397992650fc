//! Random draws that come out the same on every machine: ChaCha8 words, IEEE arithmetic and `libm`, nothing else.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// One stream of random numbers and the distributions that the sample shop needs.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// Streams with the same seed and another `stream` are independent, so a change to one stage moves no other.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// Uniform in `0 <= x < 1`, a multiple of 2^-53.
    pub(super) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Uniform in `0..count`; 0 when `count` is 0.
    pub(super) fn below(&mut self, count: usize) -> usize {
        // High half of a 32 x 32 bit product: its bias is below 1 in 10,000 for a million choices.
        ((u64::from(self.0.next_u32()) * count as u64) >> 32) as usize
    }

    /// Uniform in `low..=high`.
    pub(super) fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below((high - low + 1) as usize) as u32
    }

    /// True with this probability.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Exponential with this mean.
    pub(super) fn exponential(&mut self, mean: f64) -> f64 {
        -mean * libm::log(1.0 - self.unit())
    }

    /// Geometric from 0 with this mean: 0, 1, 2, ...
    pub(super) fn geometric(&mut self, mean: f64) -> u32 {
        let stop = 1.0 / (1.0 + mean);
        (libm::log(1.0 - self.unit()) / libm::log(1.0 - stop)) as u32
    }

    /// Standard normal (Box and Muller 1958).
    fn normal(&mut self) -> f64 {
        let radius = libm::sqrt(-2.0 * libm::log(1.0 - self.unit()));
        radius * libm::cos(core::f64::consts::TAU * self.unit())
    }

    /// Lognormal with mean 1; `sigma` is the standard deviation of its logarithm.
    pub(super) fn about_one(&mut self, sigma: f64) -> f64 {
        libm::exp(sigma * self.normal() - sigma * sigma / 2.0)
    }

    /// A position drawn by weight; `running` holds the running sums of the weights, its last entry their total.
    pub(super) fn pick(&mut self, running: &[f64]) -> usize {
        let total = running.last().copied().unwrap_or(0.0);
        let point = self.unit() * total;
        running.partition_point(|sum| *sum <= point).min(running.len().saturating_sub(1))
    }

    /// Puts `list` into random order (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            list.swap(end, self.below(end + 1));
        }
    }
}

/// Running sums of `weights`, for [`Dice::pick`].
pub(super) fn running_sums(weights: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut total = 0.0;
    weights
        .into_iter()
        .map(|weight| {
            total += weight;
            total
        })
        .collect()
}
