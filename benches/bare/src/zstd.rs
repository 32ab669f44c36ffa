//! Zstandard (RFC 8878) by structured-zstd, block by block into one buffer.

use structured_zstd::decoding::FrameDecoder;

use crate::Input;

/// No block holds more.
const BLOCK: usize = 128 << 10;
/// No frame header is longer, its magic number included.
const HEADER: usize = 18;

pub(crate) fn decode(input: &mut Input<'_>) -> Result<u64, String> {
    let mut frame = FrameDecoder::new();
    let mut block = vec![0; BLOCK];
    let mut made = 0;
    loop {
        let bytes = input.fill(HEADER)?;
        match bytes.first_chunk().map(|magic| u32::from_le_bytes(*magic)) {
            Some(0xfd2f_b528) => {}
            Some(0x184d_2a50..=0x184d_2a5f) => {
                let [.., a, b, c, d] = input.expect::<8>()?;
                let size = u32::from_le_bytes([a, b, c, d]) as usize;
                input.fill(size)?;
                input.pass(size);
                continue;
            }
            _ => return Ok(made),
        }
        let mut rest = bytes;
        frame.reset(&mut rest).map_err(|error| error.to_string())?;
        let used = bytes.len() - rest.len();
        input.pass(used);
        made += blocks(input, &mut frame, &mut block)?;
    }
}

fn blocks(input: &mut Input<'_>, frame: &mut FrameDecoder, block: &mut [u8]) -> Result<u64, String> {
    let mut total = 0;
    loop {
        let header = input.expect::<3>()?;
        let (size, last) = frame.block_content_len(header).map_err(|error| error.to_string())?;
        let content = input.fill(size)?.get(..size).ok_or("the data ends too early")?;
        total += frame.decode_block(header, content, block).map_err(|error| error.to_string())? as u64;
        input.pass(size);
        if last {
            if frame.awaits_checksum() {
                input.expect::<4>()?;
            }
            return Ok(total);
        }
    }
}
