//! zstd frames of every level, strategy and window that the `zstd` tool makes, of inputs of many kinds:
//! what they decode to is what went in. The decoder is young, so its output is proved widely.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use lamina::Limits;
use lamina::codec::{Compression, Decoder, sniff};
use lamina::source::{Memory, Source};

/// The same numbers each time (xorshift64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below.max(1) as u64) as usize
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.roll(256) as u8).collect()
    }
}

/// What `zstd` makes of bytes; none where the machine does not have it.
fn zstd(arguments: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    let spawned = Command::new("zstd")
        .args(["-q", "-c"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn();
    let Ok(mut child) = spawned else {
        assert!(std::env::var_os("CI").is_none(), "zstd is not installed");
        println!("skipped: zstd is not installed");
        return None;
    };
    let mut stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(input).unwrap());
        child.wait_with_output().unwrap()
    });
    assert!(output.status.success(), "zstd {arguments:?}");
    Some(output.stdout)
}

/// Decodes in order and in jumps, and compares.
fn check(name: &str, stored: &[u8], plain: &[u8], dice: &mut Dice) {
    assert_eq!(sniff(stored), Compression::Zstd, "{name}");
    let limits = Limits { window_size: 2 << 30, ..Limits::default() };
    let decoder = Decoder::new(Memory::new(stored), Compression::Zstd, &limits);
    let mut out = vec![0; plain.len() + 1];
    let got = decoder.fill(0, &mut out).unwrap_or_else(|error| panic!("{name}: {error:?}"));
    out.truncate(got);
    let differs = out.iter().zip(plain).position(|(ours, theirs)| ours != theirs);
    assert_eq!((differs, out.len()), (None, plain.len()), "{name}");
    assert_eq!(decoder.len(), Ok(plain.len() as u64), "{name}");
    for _ in 0..3 {
        let offset = dice.roll(plain.len());
        let end = plain.len().min(offset + 1 + dice.roll(5000));
        let read = decoder.read_vec(offset as u64, end - offset);
        assert!(read.as_deref() == Ok(&plain[offset..end]), "{name} at {offset}");
    }
}

/// Words that come again now near, now far: literals and matches of all lengths and distances.
fn prose(dice: &mut Dice, size: usize) -> Vec<u8> {
    let words: Vec<Vec<u8>> = (0..400)
        .map(|_| {
            let letters = 1 + dice.roll(11);
            (0..letters).map(|_| b'a' + (dice.roll(26) * dice.roll(26) / 26) as u8).collect()
        })
        .collect();
    let mut text = Vec::with_capacity(size + 4096);
    while text.len() < size {
        if dice.roll(60) == 0 && text.len() > 100 {
            let from = dice.roll(text.len());
            let end = text.len().min(from + 3 + dice.roll(4000));
            text.extend_from_within(from..end);
        }
        text.extend_from_slice(&words[dice.roll(words.len())]);
        text.push(b" \n.,"[dice.roll(4)]);
    }
    text.truncate(size);
    text
}

fn inputs(dice: &mut Dice) -> Vec<(&'static str, Vec<u8>)> {
    let program = fs::read(std::env::current_exe().unwrap()).unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/odd.skopeo-oci-zstd.tar");
    let mut records = Vec::new();
    for n in 0..30_000_u32 {
        records.extend_from_slice(&n.to_le_bytes());
        records.extend_from_slice(&[0, 0, 7, dice.roll(4) as u8]);
    }
    let noise = dice.bytes(300_000);
    // The same noise again after a long way, and parts of it.
    let far = [&noise[..], &prose(dice, 700_000), &noise, &noise[1000..90_000]].concat();
    let runs = (0..3000).flat_map(|n| vec![n as u8; 1 + dice.roll(900)]).collect();
    let skewed =
        (0..400_000).map(|_| ((dice.roll(256) * dice.roll(256) * dice.roll(256)) >> 16) as u8).collect();
    vec![
        ("prose", prose(dice, 300_000)),
        ("machine code", program[..program.len().min(600_000)].to_vec()),
        ("packed", fs::read(sample).unwrap()),
        ("records", records),
        ("noise", noise),
        ("far", far),
        ("runs", runs),
        ("skewed", skewed),
        ("zeros", vec![0; 1_000_000]),
    ]
}

/// Each level, negative ones too; windows, strategies and literals by hand.
const KINDS: [&[&str]; 36] = [
    &["--fast=30"],
    &["--fast=1"],
    &["-1"],
    &["-2"],
    &["-3"],
    &["-4"],
    &["-5"],
    &["-6"],
    &["-7"],
    &["-8"],
    &["-9"],
    &["-10"],
    &["-11"],
    &["-12"],
    &["-13"],
    &["-14"],
    &["-15"],
    &["-16"],
    &["-17"],
    &["-18"],
    &["-19"],
    &["--ultra", "-20"],
    &["--ultra", "-22"],
    &["-3", "--zstd=wlog=10"],
    &["-19", "--zstd=wlog=10,clog=10,hlog=10"],
    &["-12", "--zstd=wlog=17,strat=9"],
    &["-5", "--zstd=strat=1,mml=7,tlen=0"],
    &["-16", "--zstd=strat=7,mml=3,tlen=999"],
    &["-3", "--long=27"],
    &["--ultra", "-21", "--long=31"],
    &["-3", "--no-compress-literals"],
    &["--fast=4", "--compress-literals"],
    &["-6", "--target-compressed-block-size=1400"],
    &["-4", "-T2", "-B600000", "--rsyncable"],
    &["-9", "--single-thread", "--no-check"],
    &["-3", "--format=zstd", "--exclude-compressed", "--adapt=min=1,max=9"],
];

#[test]
fn every_level_window_and_strategy() {
    let mut dice = Dice(0x2bad_cafe_600d_f00d);
    for (kind, plain) in inputs(&mut dice) {
        for arguments in KINDS {
            let Some(stored) = zstd(arguments, &plain) else { return };
            check(&format!("{kind}, zstd {}", arguments.join(" ")), &stored, &plain, &mut dice);
        }
    }
}

/// Lengths at which something in the format changes: header sizes, literals in one or four streams, the
/// ends of blocks and of windows.
#[test]
fn lengths_where_the_format_changes() {
    let mut dice = Dice(0x1005_e1f5);
    let text = prose(&mut dice, 300_000);
    let noise = dice.bytes(300_000);
    let edges = [1, 6, 31, 63, 255, 256, 1023, 1024, 4095, 16_383, 65_535, 65_792, 131_071, 131_072, 262_144];
    for length in edges.iter().flat_map(|edge| [*edge, edge + 1]) {
        for plain in [&text[..length], &noise[..length], &vec![b'x'; length][..]] {
            for arguments in [&["-1"][..], &["-19"], &["-7", "--zstd=wlog=10"]] {
                // With and without the length in the header.
                let told = format!("--stream-size={length}");
                for extra in [&[][..], &[told.as_str()]] {
                    let arguments = [arguments, extra].concat();
                    let Some(stored) = zstd(&arguments, plain) else { return };
                    check(&format!("{length} bytes, zstd {arguments:?}"), &stored, plain, &mut dice);
                }
            }
        }
    }
}

/// Frames of different levels and windows after each other: none may see what the one before left.
#[test]
fn frames_know_nothing_of_each_other() {
    let mut dice = Dice(0xf4a3_e5f4_a3e5);
    let (mut stored, mut plain) = (Vec::new(), Vec::new());
    for n in 0..60 {
        let size = 1 + dice.roll(40_000);
        let piece = if n % 4 == 0 { dice.bytes(size) } else { prose(&mut dice, size) };
        let Some(frame) = zstd(KINDS[dice.roll(KINDS.len())], &piece) else { return };
        stored.extend(frame);
        plain.extend(piece);
    }
    for _ in 0..8 {
        check("60 frames", &stored, &plain, &mut dice);
    }
}
