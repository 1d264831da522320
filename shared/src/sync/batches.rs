//! Much at once, in parts that a server takes.

use super::Operation;

/// Most operations in one mutation of many: small enough that a refused one does not take much along.
pub const MAX_OPERATIONS: usize = 250;
/// Most bytes of operations in one mutation of many, unless one alone is larger: far below what a server takes in one
/// request, so that nothing waits for ever.
const MAX_BYTES: usize = 1 << 20;

/// Operations in their order, cut where a mutation of them would grow too long or too large. For what need not stand or
/// fall together, such as an import or an edit of everything in a list; give all the mutations one `group`.
pub fn batches(ops: Vec<Operation>) -> Vec<Vec<Operation>> {
    let mut batches = Vec::new();
    let (mut batch, mut bytes) = (Vec::new(), 0);
    for op in ops {
        let size = serde_json::to_string(&op).map_or(0, |json| json.len());
        if !batch.is_empty() && (batch.len() == MAX_OPERATIONS || bytes + size > MAX_BYTES) {
            batches.push(std::mem::take(&mut batch));
            bytes = 0;
        }
        bytes += size;
        batch.push(op);
    }
    batches.extend((!batch.is_empty()).then_some(batch));
    batches
}
