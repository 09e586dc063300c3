//! Random numbers that are the same everywhere (the generator known as `SplitMix64`).

/// A sequence of numbers, decided by its seed.
pub struct Rng(u64);

impl Rng {
    /// The sequence of a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `end`, without `end`.
    #[expect(clippy::cast_possible_truncation, reason = "the product shifted by 64 bits is below `end`")]
    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    /// One of a list.
    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    /// Whether something with this probability happens.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are what an f64 holds")]
    pub fn chance(&mut self, probability: f64) -> bool {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64 <= probability
    }

    /// Appends hexadecimal digits.
    pub fn hex(&mut self, digits: usize, out: &mut String) {
        for _ in 0..digits {
            out.push(char::from(self.pick(b"0123456789abcdef")));
        }
    }

    /// Appends a UUID.
    pub fn uuid(&mut self, out: &mut String) {
        for (group, digits) in [8, 4, 4, 4, 12].into_iter().enumerate() {
            if group > 0 {
                out.push('-');
            }
            self.hex(digits, out);
        }
    }
}
