//! Cyclic redundancy checks, eight bytes at a time.

use std::sync::LazyLock;

type Table<T> = LazyLock<Vec<[T; 256]>>;

/// CRC-32 as xz has it (ISO 3309), lowest bit first.
static CRC32: Table<u32> = LazyLock::new(|| {
    table(
        |byte| (0..8).fold(byte, |crc, _| crc >> 1 ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 }),
        |crc| (crc >> 8, crc as u8),
    )
});
/// The same polynomial highest bit first, as bzip2 has it.
static BZIP2: Table<u32> = LazyLock::new(|| {
    table(
        |byte| (0..8).fold(byte << 24, |crc, _| crc << 1 ^ if crc >> 31 == 1 { 0x04c1_1db7 } else { 0 }),
        |crc| (crc << 8, (crc >> 24) as u8),
    )
});
/// CRC-64 (ECMA-182), lowest bit first.
static CRC64: Table<u64> = LazyLock::new(|| {
    table(
        |byte| {
            let byte = u64::from(byte);
            (0..8).fold(byte, |crc, _| crc >> 1 ^ if crc & 1 == 1 { 0xc96c_5795_d787_0f42 } else { 0 })
        },
        |crc| (crc >> 8, crc as u8),
    )
});

/// `[n][byte]` is what `byte` does to the remainder when `n` zero bytes follow it.
fn table<T: Copy + Default + std::ops::BitXor<Output = T>>(
    one: impl Fn(u32) -> T,
    shift: impl Fn(T) -> (T, u8),
) -> Vec<[T; 256]> {
    let mut table = vec![[T::default(); 256]; 8];
    for (byte, entry) in table[0].iter_mut().enumerate() {
        *entry = one(byte as u32);
    }
    for zeros in 1..8 {
        for byte in 0..256 {
            let (shifted, out) = shift(table[zeros - 1][byte]);
            table[zeros][byte] = shifted ^ table[0][usize::from(out)];
        }
    }
    table
}

/// Goes on with a CRC-32; 0 begins one.
pub(crate) fn crc32(crc: u32, bytes: &[u8]) -> u32 {
    let table = &*CRC32;
    let (eights, rest) = bytes.as_chunks::<8>();
    let mut crc = !crc;
    for eight in eights {
        let eight = u64::from_le_bytes(*eight) ^ u64::from(crc);
        crc = eight
            .to_le_bytes()
            .iter()
            .zip(table.iter().rev())
            .fold(0, |crc, (byte, row)| crc ^ row[usize::from(*byte)]);
    }
    for byte in rest {
        crc = crc >> 8 ^ table[0][usize::from(crc as u8 ^ byte)];
    }
    !crc
}

/// Goes on with a bzip2 checksum; 0 begins one.
pub(super) fn bzip2(crc: u32, bytes: &[u8]) -> u32 {
    let table = &*BZIP2;
    let (eights, rest) = bytes.as_chunks::<8>();
    let mut crc = !crc;
    for eight in eights {
        let eight = u64::from_be_bytes(*eight) ^ u64::from(crc) << 32;
        crc = eight
            .to_be_bytes()
            .iter()
            .zip(table.iter().rev())
            .fold(0, |crc, (byte, row)| crc ^ row[usize::from(*byte)]);
    }
    for byte in rest {
        crc = crc << 8 ^ table[0][usize::from((crc >> 24) as u8 ^ byte)];
    }
    !crc
}

/// Goes on with a CRC-64; 0 begins one.
pub(super) fn crc64(crc: u64, bytes: &[u8]) -> u64 {
    let table = &*CRC64;
    let (eights, rest) = bytes.as_chunks::<8>();
    let mut crc = !crc;
    for eight in eights {
        let eight = u64::from_le_bytes(*eight) ^ crc;
        crc = eight
            .to_le_bytes()
            .iter()
            .zip(table.iter().rev())
            .fold(0, |crc, (byte, row)| crc ^ row[usize::from(*byte)]);
    }
    for byte in rest {
        crc = crc >> 8 ^ table[0][usize::from(crc as u8 ^ *byte)];
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check values of the catalogue of parametrised CRC algorithms, for these nine digits.
    #[test]
    fn check_values() {
        let digits = b"123456789";
        for split in 0..=digits.len() {
            let (head, tail) = digits.split_at(split);
            assert_eq!(crc32(crc32(0, head), tail), 0xcbf4_3926);
            assert_eq!(bzip2(bzip2(0, head), tail), 0xfc89_1918);
            assert_eq!(crc64(crc64(0, head), tail), 0x995d_c9bb_df19_39fa);
        }
    }
}
