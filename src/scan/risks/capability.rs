//! File capabilities (Linux, `capabilities(7)`, "File capabilities"; the layout and the names are those of
//! `include/uapi/linux/capability.h`).

use serde::Serialize;

/// The extended attribute that holds them.
pub const XATTR: &[u8] = b"security.capability";

/// By number, as `CAP_CHOWN` is 0; without the prefix, in lower case as `getcap` prints them behind `cap_`.
const NAMES: [&str; 41] = [
    "chown",
    "dac_override",
    "dac_read_search",
    "fowner",
    "fsetid",
    "kill",
    "setgid",
    "setuid",
    "setpcap",
    "linux_immutable",
    "net_bind_service",
    "net_broadcast",
    "net_admin",
    "net_raw",
    "ipc_lock",
    "ipc_owner",
    "sys_module",
    "sys_rawio",
    "sys_chroot",
    "sys_ptrace",
    "sys_pacct",
    "sys_admin",
    "sys_boot",
    "sys_nice",
    "sys_resource",
    "sys_time",
    "sys_tty_config",
    "mknod",
    "lease",
    "audit_write",
    "audit_control",
    "setfcap",
    "mac_override",
    "mac_admin",
    "syslog",
    "wake_alarm",
    "block_suspend",
    "audit_read",
    "perfmon",
    "bpf",
    "checkpoint_restore",
];

const REVISION_MASK: u32 = 0xff00_0000;
const REVISION_1: u32 = 0x0100_0000;
const REVISION_2: u32 = 0x0200_0000;
const REVISION_3: u32 = 0x0300_0000;
const EFFECTIVE: u32 = 1;

/// The capabilities of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Capabilities {
    /// What a process gets that runs it: `cap_net_raw`; a number without a name as `cap_63`.
    pub permitted: Vec<String>,
    /// What it keeps of what the process has.
    pub inheritable: Vec<String>,
    /// Whether they are in force at once.
    pub effective: bool,
    /// The user that is root in the namespace for which alone they count (revision 3).
    pub root_id: Option<u32>,
}

/// Reads the value of `security.capability`, revision 1, 2 or 3; `None` if it is none of them.
pub fn capabilities(value: &[u8]) -> Option<Capabilities> {
    let words: Vec<u32> = value.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
    let magic = *words.first()?;
    let (pairs, root_id) = match (magic & REVISION_MASK, value.len()) {
        (REVISION_1, 12) => (1, None),
        (REVISION_2, 20) => (2, None),
        (REVISION_3, 24) => (2, Some(words[5])),
        _ => return None,
    };
    let set = |which: usize| {
        let low = u64::from(words[1 + which]);
        let high = if pairs == 2 { u64::from(words[3 + which]) } else { 0 };
        names(high << 32 | low)
    };
    Some(Capabilities { permitted: set(0), inheritable: set(1), effective: magic & EFFECTIVE != 0, root_id })
}

fn names(set: u64) -> Vec<String> {
    (0..64)
        .filter(|number| set >> number & 1 != 0)
        .map(|number| match NAMES.get(number) {
            Some(name) => format!("cap_{name}"),
            None => format!("cap_{number}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    #[test]
    fn revisions() {
        // As `setcap cap_net_raw+ep` writes it for ping.
        let ping = capabilities(&value(&[0x0200_0001, 1 << 13, 0, 0, 0])).unwrap();
        assert_eq!((ping.permitted, ping.effective, ping.root_id), (vec!["cap_net_raw".into()], true, None));
        let third = capabilities(&value(&[0x0300_0000, 1, 2, 1 << 8, 1 << 31, 1000])).unwrap();
        assert_eq!(third.permitted, ["cap_chown", "cap_checkpoint_restore"]);
        assert_eq!(third.inheritable, ["cap_dac_override", "cap_63"]);
        assert_eq!((third.effective, third.root_id), (false, Some(1000)));
        assert_eq!(capabilities(&value(&[0x0100_0000, 1 << 21, 0])).unwrap().permitted, ["cap_sys_admin"]);
    }

    #[test]
    fn what_is_none() {
        for wrong in [&[][..], &[1], &value(&[0x0200_0000]), &value(&[0x0400_0000, 0, 0, 0, 0]), &[0; 20]] {
            assert_eq!(capabilities(wrong), None);
        }
    }
}
