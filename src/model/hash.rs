//! A hash whose value is the same on every machine and in every version.

/// Where [`fnv1a`] begins.
pub const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

/// Continues an FNV-1a hash over `bytes` (Fowler, Noll, Vo; draft-eastlake-fnv). Each step is a bijection of the state,
/// so a single changed byte always changes the result.
#[must_use]
pub fn fnv1a(state: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(state, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
