//! Rules after the model: what plain sight decides better than weights.

use super::Draft;
use crate::text::Text;

/// Mends drafts in place; each change says so in the draft's `why`.
pub(super) fn mend(text: &Text, drafts: &mut Vec<Draft>) {
    drafts.retain(|draft| {
        draft
            .content
            .iter()
            .any(|c| c.clone().any(|at| text.words[at].is_wordlike()))
    });
}
