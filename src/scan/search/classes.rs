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
    /// A blank.
    pub(super) space: u64,
}

/// How a processor tells classes.
pub(super) trait Eyes: Copy {
    /// The classes of some bytes.
    fn classes(self, bytes: &[u8; 64]) -> Classes;
}

/// What is done with the classes of a text. No closure, as its code must become part of what is compiled for the vectors.
pub(super) trait Pass {
    /// What comes of it.
    type Output;

    /// Does it.
    fn pass(self, eyes: impl Eyes) -> Self::Output;
}

/// Does a pass with the best vectors that the processor has.
pub(super) fn see<P: Pass>(pass: P) -> P::Output {
    #[cfg(target_arch = "x86_64")]
    {
        if let Some(simd) = pulp::x86::V4::try_new() {
            return simd.vectorize(x86::With(simd, pass));
        }
        if let Some(simd) = pulp::x86::V3::try_new() {
            return simd.vectorize(x86::With(simd, pass));
        }
    }
    pass.pass(Bytes)
}

/// Byte by byte: what the vectors are held against, and what processors without them use.
#[derive(Debug, Clone, Copy)]
struct Bytes;

impl Eyes for Bytes {
    fn classes(self, bytes: &[u8; 64]) -> Classes {
        let mut classes = Classes::default();
        for (place, byte) in bytes.iter().enumerate() {
            let class = match byte {
                b'a'..=b'z' => &mut classes.lower,
                b'A'..=b'Z' => &mut classes.upper,
                b'0'..=b'9' => &mut classes.digit,
                b'_' => &mut classes.underscore,
                b'-' => &mut classes.hyphen,
                b' ' => &mut classes.space,
                _ => continue,
            };
            *class |= 1 << place;
        }
        classes
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    //! With vectors: those of AVX2, which nearly all processors have, and those of AVX-512, with half as many instructions.
    #![expect(clippy::inline_always, reason = "only what is part of the loop is compiled for the vectors")]

    use core::arch::x86_64::{__m256i, __m512i};

    use pulp::NullaryFnOnce;
    use pulp::x86::{V3, V4};

    use super::{Classes, Eyes, Pass};

    /// A pass as a value: what runs in `vectorize` is compiled for the vectors.
    pub(super) struct With<S, P>(pub(super) S, pub(super) P);

    impl<S: Eyes, P: Pass> NullaryFnOnce for With<S, P> {
        type Output = P::Output;

        #[inline(always)]
        fn call(self) -> P::Output {
            self.1.pass(self.0)
        }
    }

    impl Eyes for V4 {
        #[inline(always)]
        fn classes(self, bytes: &[u8; 64]) -> Classes {
            let Self { avx512f, avx512bw, .. } = self;
            let bytes: __m512i = pulp::cast(*bytes);
            let all = |byte: u8| avx512f._mm512_set1_epi8(byte.cast_signed());
            let is = |byte: u8| avx512bw._mm512_cmpeq_epi8_mask(bytes, all(byte));
            let within = |first: u8, last: u8| {
                let above = avx512bw._mm512_sub_epi8(bytes, all(first));
                avx512bw._mm512_cmple_epu8_mask(above, all(last - first))
            };
            let (lower, upper, digit) = (within(b'a', b'z'), within(b'A', b'Z'), within(b'0', b'9'));
            Classes { lower, upper, digit, underscore: is(b'_'), hyphen: is(b'-'), space: is(b' ') }
        }
    }

    impl Eyes for V3 {
        #[inline(always)]
        fn classes(self, bytes: &[u8; 64]) -> Classes {
            let (first, second) = bytes.split_first_chunk::<32>().expect("sixty-four bytes");
            let second: &[u8; 32] = second.first_chunk().expect("the other thirty-two");
            let (first, second) = (half(self, *first), half(self, *second));
            let [lower, upper, digit, underscore, hyphen, space] =
                std::array::from_fn(|class| u64::from(first[class]) | u64::from(second[class]) << 32);
            Classes { lower, upper, digit, underscore, hyphen, space }
        }
    }

    #[inline(always)]
    fn half(simd: V3, bytes: [u8; 32]) -> [u32; 6] {
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
        [within(b'a', b'z'), within(b'A', b'Z'), within(b'0', b'9'), is(b'_'), is(b'-'), is(b' ')]
    }
}

/// Each kind of eyes that this processor has does the pass that `make` gives, to hold them against each other.
#[cfg(test)]
pub(super) fn each_kind<P: Pass>(make: impl Fn() -> P) -> Vec<P::Output> {
    let mut outputs = vec![make().pass(Bytes)];
    #[cfg(target_arch = "x86_64")]
    {
        outputs.extend(pulp::x86::V3::try_new().map(|simd| simd.vectorize(x86::With(simd, make()))));
        outputs.extend(pulp::x86::V4::try_new().map(|simd| simd.vectorize(x86::With(simd, make()))));
    }
    outputs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Keep<'t>(&'t [[u8; 64]]);

    impl Pass for Keep<'_> {
        type Output = Vec<Classes>;

        fn pass(self, eyes: impl Eyes) -> Vec<Classes> {
            self.0.iter().map(|chunk| eyes.classes(chunk)).collect()
        }
    }

    proptest! {
        #[test]
        fn vectors_and_bytes_agree(chunks in prop::collection::vec(prop::array::uniform32(any::<[u8; 2]>()), 0..8)) {
            let chunks: Vec<[u8; 64]> = chunks.iter().map(|pairs| pairs.as_flattened().try_into().unwrap()).collect();
            let found = each_kind(|| Keep(&chunks));
            prop_assert!(found.iter().all(|classes| *classes == found[0]));
        }
    }
}
