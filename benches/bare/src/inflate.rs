//! gzip (RFC 1952) by miniz_oxide's core.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_IGNORE_ADLER32};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use crate::Input;

/// The decoder returns whenever this is full. Larger than the 32 KiB that a match may reach back, as in
/// the core: fewer returns, and still in the cache.
const RING: usize = 128 << 10;

pub(crate) fn decode(input: &mut Input<'_>) -> Result<u64, String> {
    let mut inflater = Box::new(DecompressorOxide::new());
    let mut ring = vec![0; RING];
    let mut made = 0;
    while header(input)? {
        inflater.init();
        made += member(input, &mut inflater, &mut ring)?;
        // CRC-32 and length
        input.expect::<8>()?;
    }
    Ok(made)
}

fn member(input: &mut Input<'_>, inflater: &mut DecompressorOxide, ring: &mut [u8]) -> Result<u64, String> {
    let mut total = 0;
    loop {
        input.fill(1)?;
        let more = if input.ended() { 0 } else { TINFL_FLAG_HAS_MORE_INPUT };
        let start = total as usize % RING;
        let flags = more | TINFL_FLAG_IGNORE_ADLER32;
        let (status, used, made) = decompress(inflater, input.fill(0)?, ring, start, flags);
        input.pass(used);
        total += made as u64;
        match status {
            TINFLStatus::Done => return Ok(total),
            TINFLStatus::NeedsMoreInput | TINFLStatus::HasMoreOutput if used + made > 0 || more != 0 => {}
            other => return Err(format!("damaged: {other:?}")),
        }
    }
}

/// Passes a member's header; false if there is none.
fn header(input: &mut Input<'_>) -> Result<bool, String> {
    let Some([0x1f, 0x8b, 8, flags, ..]) = input.take::<10>()? else { return Ok(false) };
    if flags & 4 != 0 {
        for _ in 0..u16::from_le_bytes(input.expect()?) {
            input.expect::<1>()?;
        }
    }
    for flag in [8, 16] {
        if flags & flag != 0 {
            while input.expect()? != [0] {}
        }
    }
    if flags & 2 != 0 {
        input.expect::<2>()?;
    }
    Ok(true)
}
