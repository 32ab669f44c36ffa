//! Changes of a JSON document: it stays one, but says something else.

use serde_json::{Value, json};

use crate::random::Random;

/// The document with one of its values changed; none if it is no document.
pub(super) fn change(document: &[u8], others: &[&[u8]], random: &mut Random) -> Option<Vec<u8>> {
    let mut value: Value = serde_json::from_slice(document).ok()?;
    let donor: Value = match random.below(4) {
        0 if !others.is_empty() => serde_json::from_slice(random.one_of(others)).unwrap_or_default(),
        _ => value.clone(),
    };
    let mut pick = random.below(count(&donor));
    let piece = nth(&mut donor.clone(), &mut pick).map_or(Value::Null, |found| found.clone());
    let mut pick = random.below(count(&value));
    let place = nth(&mut value, &mut pick)?;
    match (random.below(6), place) {
        (0 | 1, Value::Array(list)) if !list.is_empty() => {
            let (from, to) = (random.below(list.len()), random.below(list.len()));
            match random.below(4) {
                0 => drop(list.remove(from)),
                1 => list.swap(from, to),
                2 => list.extend_from_within(from..=from),
                // Many of one: what is done for each must not cost much.
                _ => (0..random.below(64)).for_each(|_| list.push(list[from].clone())),
            }
        }
        (0 | 1, Value::Object(map)) if !map.is_empty() => {
            let key = map.keys().nth(random.below(map.len()))?.clone();
            let taken = map.shift_remove(&key)?;
            match random.below(4) {
                0 => {}
                1 => drop(map.insert(key.to_uppercase(), taken)),
                2 => drop(map.insert(key, piece)),
                _ => drop(map.insert(random.one_of(&KEYS).to_owned(), taken)),
            }
        }
        (2 | 3, place) => *place = piece,
        (4, place) => {
            // Nested, a little or much.
            let inner = place.take();
            *place = (0..=random.below(200)).fold(inner, |inner, _| json!([inner]));
        }
        (_, place) => *place = scalar(random),
    }
    serde_json::to_vec(&value).ok()
}

const KEYS: [&str; 16] = [
    "Config",
    "RepoTags",
    "Layers",
    "manifests",
    "layers",
    "config",
    "digest",
    "size",
    "mediaType",
    "annotations",
    "subject",
    "platform",
    "rootfs",
    "history",
    "diff_ids",
    "parent",
];

fn scalar(random: &mut Random) -> Value {
    match random.below(14) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(u64::MAX),
        3 => json!(i64::MIN),
        4 => json!(-1.5e300),
        5 => json!(random.below(1000)),
        6 => json!(""),
        7 => json!("../../x"),
        8 => json!("a".repeat(random.below(600))),
        9 => json!("sha256:zz"),
        10 => json!("name:tag"),
        11 => json!("0000-99-99T99:99:99.999999999999Z"),
        12 => json!([]),
        _ => json!({}),
    }
}

/// All values in a value, itself included.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(count).sum(),
        Value::Object(map) => map.values().map(count).sum(),
        _ => 0,
    }
}

fn nth<'a>(value: &'a mut Value, left: &mut usize) -> Option<&'a mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Array(list) => list.iter_mut().find_map(|value| nth(value, left)),
        Value::Object(map) => map.values_mut().find_map(|value| nth(value, left)),
        _ => None,
    }
}
