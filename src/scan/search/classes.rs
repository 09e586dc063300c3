//! What the bytes of a text are, sixty-four at a time: the only place that asks what the processor can do.

/// What sixty-four bytes are: one bit for each, the lowest for the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Classes {
    /// `a` to `z`.
    pub(super) lower: u64,
    /// `A` to `Z`.
    pub(super) upper: u64,
    /// `0` to `9`.
    pub(super) digit: u64,
    /// `_`.
    pub(super) underscore: u64,
    /// `-`.
    pub(super) hyphen: u64,
}

/// What is done with the classes of a chunk. No closure, as its code must become part of the loop with the vectors.
pub(super) trait Each {
    /// Takes the classes of the next chunk, and gives two words that are kept of them.
    fn each(&mut self, classes: Classes) -> [u64; 2];
}

/// Hands the classes of each chunk to `each`, in order, and keeps what it gives.
pub(super) fn classify(chunks: &[[u8; 64]], kept: &mut [[u64; 2]], each: impl Each) {
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = pulp::x86::V3::try_new() {
        return simd.vectorize(x86::Run { simd, chunks, kept, each });
    }
    let mut each = each;
    for (chunk, kept) in chunks.iter().zip(kept) {
        *kept = each.each(classes(chunk));
    }
}

/// The classes, byte by byte: what the vectors are held against, and what processors without them use.
fn classes(bytes: &[u8; 64]) -> Classes {
    let mut classes = Classes::default();
    for (place, byte) in bytes.iter().enumerate() {
        let class = match byte {
            b'a'..=b'z' => &mut classes.lower,
            b'A'..=b'Z' => &mut classes.upper,
            b'0'..=b'9' => &mut classes.digit,
            b'_' => &mut classes.underscore,
            b'-' => &mut classes.hyphen,
            _ => continue,
        };
        *class |= 1 << place;
    }
    classes
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    //! With the vectors of AVX2.
    #![expect(clippy::inline_always, reason = "only what is part of the loop is compiled for the vectors")]

    use core::arch::x86_64::__m256i;

    use pulp::NullaryFnOnce;
    use pulp::x86::V3;

    use super::{Classes, Each};

    /// The loop as a value: what runs in `vectorize` is compiled for the vectors.
    pub(super) struct Run<'t, E> {
        pub(super) simd: V3,
        pub(super) chunks: &'t [[u8; 64]],
        pub(super) kept: &'t mut [[u64; 2]],
        pub(super) each: E,
    }

    impl<E: Each> NullaryFnOnce for Run<'_, E> {
        type Output = ();

        #[inline(always)]
        fn call(mut self) {
            for (chunk, kept) in self.chunks.iter().zip(self.kept) {
                *kept = self.each.each(classes(self.simd, chunk));
            }
        }
    }

    #[inline(always)]
    fn classes(simd: V3, bytes: &[u8; 64]) -> Classes {
        let (first, second) = bytes.split_first_chunk::<32>().expect("sixty-four bytes");
        let second: &[u8; 32] = second.first_chunk().expect("the other thirty-two");
        let (first, second) = (half(simd, *first), half(simd, *second));
        let [lower, upper, digit, underscore, hyphen] =
            std::array::from_fn(|class| u64::from(first[class]) | u64::from(second[class]) << 32);
        Classes { lower, upper, digit, underscore, hyphen }
    }

    #[inline(always)]
    fn half(simd: V3, bytes: [u8; 32]) -> [u32; 5] {
        let avx2 = simd.avx2;
        let bytes: __m256i = pulp::cast(bytes);
        let all = |byte: u8| simd.avx._mm256_set1_epi8(byte.cast_signed());
        let bits = |equal: __m256i| avx2._mm256_movemask_epi8(equal).cast_unsigned();
        let is = |byte: u8| bits(avx2._mm256_cmpeq_epi8(bytes, all(byte)));
        // There is no comparison of unsigned bytes: what the smaller of the two does not change is not larger.
        let within = |first: u8, last: u8| {
            let above = avx2._mm256_sub_epi8(bytes, all(first));
            bits(avx2._mm256_cmpeq_epi8(avx2._mm256_min_epu8(above, all(last - first)), above))
        };
        [within(b'a', b'z'), within(b'A', b'Z'), within(b'0', b'9'), is(b'_'), is(b'-')]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Keep<'k>(&'k mut Vec<Classes>);

    impl Each for Keep<'_> {
        fn each(&mut self, classes: Classes) -> [u64; 2] {
            self.0.push(classes);
            [0; 2]
        }
    }

    proptest! {
        #[test]
        fn vectors_and_bytes_agree(chunks in prop::collection::vec(prop::array::uniform32(any::<[u8; 2]>()), 0..8)) {
            let chunks: Vec<[u8; 64]> = chunks.iter().map(|pairs| pairs.as_flattened().try_into().unwrap()).collect();
            let mut found = Vec::new();
            classify(&chunks, &mut vec![[0; 2]; chunks.len()], Keep(&mut found));
            prop_assert_eq!(found, chunks.iter().map(classes).collect::<Vec<_>>());
        }
    }
}
