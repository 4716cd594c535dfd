//! What one page may cost: limits as a type, and which of them a page ran into.

/// How much of a page is turned into tree. Past a limit text is kept and markup is dropped, and
/// [`Document::limits_hit`](crate::Document::limits_hit) says so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Open elements at a time. Deeper start tags become siblings, as in browsers.
    pub depth: usize,
    /// Attributes of one element; further ones are dropped.
    pub attributes: usize,
    /// Bytes of one attribute value; the rest is cut off.
    pub value_bytes: usize,
    /// Entries in the list of active formatting elements; the oldest makes room.
    pub formatting: usize,
    /// Nodes of a page.
    pub nodes: usize,
    /// Bytes of input there must be for every node once there are 65,536 of them: keeps the memory
    /// of a page of nothing but short tags within a fixed multiple of its size. Real pages have 20
    /// and more; a table of digits without end tags has 2.5, which is why small pages are free.
    pub bytes_per_node: usize,
}

/// Nodes any page may have: two megabytes of them.
const FREE_NODES: usize = 1 << 16;

impl Limits {
    /// No limit but the width of the numbers that count.
    pub const NONE: Limits = Limits {
        depth: usize::MAX,
        attributes: usize::MAX,
        value_bytes: usize::MAX,
        formatting: usize::MAX,
        nodes: u32::MAX as usize - 1024,
        bytes_per_node: 0,
    };

    /// Nodes a page of `size_bytes` may have.
    pub(crate) fn nodes_for(&self, size_bytes: usize) -> usize {
        match size_bytes.checked_div(self.bytes_per_node) {
            Some(share) => self.nodes.min(share.max(FREE_NODES)),
            None => self.nodes,
        }
    }
}

impl Default for Limits {
    /// Browsers' depth of 512; the rest far above what real pages have.
    fn default() -> Self {
        Limits {
            depth: 512,
            attributes: 256,
            value_bytes: 64 * 1024,
            formatting: 64,
            nodes: 2_000_000,
            bytes_per_node: 4,
        }
    }
}

/// Which [`Limits`] a page ran into.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LimitsHit {
    /// Elements were nested too deeply and became siblings.
    pub depth: bool,
    /// An element had too many attributes.
    pub attributes: bool,
    /// An attribute value was cut.
    pub value_bytes: bool,
    /// A formatting element was forgotten.
    pub formatting: bool,
    /// Markup was dropped.
    pub nodes: bool,
    /// More different names than a document can tell apart: the rest share [`crate::Name::OTHER`].
    pub names: bool,
    /// The input was longer than 256 MiB and was cut.
    pub bytes: bool,
}

impl LimitsHit {
    /// True when the whole page was read.
    pub fn is_none(&self) -> bool {
        *self == LimitsHit::default()
    }
}
