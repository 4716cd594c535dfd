//! The loss of a linear chain of labels, and its gradients (forward-backward, in probabilities that
//! are scaled at each step).

/// Adds the gradients of the negative log-likelihood of `gold` to `d_scores` (same layout as
/// `scores`, `count` a word) and `d_steps`; gives back the loss. All gradients are times `weight`.
pub(super) fn loss(
    scores: &[f32],
    steps: &[f32],
    gold: &[u8],
    count: usize,
    weight: f32,
    d_scores: &mut [f32],
    d_steps: &mut [f32],
) -> f32 {
    let length = gold.len();
    let exp_steps: Vec<f32> = steps.iter().map(|x| x.exp()).collect();
    let mut exp_scores = vec![0.0; length * count];
    let mut log_z = 0.0;
    for (out, row) in exp_scores.chunks_exact_mut(count).zip(scores.chunks_exact(count)) {
        let most = row.iter().copied().fold(f32::MIN, f32::max);
        log_z += most;
        for (o, x) in out.iter_mut().zip(row) {
            *o = (x - most).exp();
        }
    }
    let mut alpha = vec![0.0; length * count];
    for at in 0..length {
        for to in 0..count {
            let reach = if at == 0 {
                exp_steps[to]
            } else {
                (0..count)
                    .map(|f| alpha[(at - 1) * count + f] * exp_steps[(f + 1) * count + to])
                    .sum()
            };
            alpha[at * count + to] = reach * exp_scores[at * count + to];
        }
        log_z += scale(&mut alpha[at * count..(at + 1) * count]).ln();
    }
    let mut beta = vec![1.0; length * count];
    for at in (0..length.saturating_sub(1)).rev() {
        for from in 0..count {
            beta[at * count + from] = (0..count)
                .map(|to| {
                    let next = (at + 1) * count + to;
                    exp_steps[(from + 1) * count + to] * exp_scores[next] * beta[next]
                })
                .sum();
        }
        scale(&mut beta[at * count..(at + 1) * count]);
    }
    let mut gold_score = 0.0;
    for at in 0..length {
        let mut row: Vec<f32> =
            (0..count).map(|l| alpha[at * count + l] * beta[at * count + l]).collect();
        scale(&mut row);
        for (label, p) in row.iter().enumerate() {
            d_scores[at * count + label] += weight * p;
        }
        let label = gold[at] as usize;
        d_scores[at * count + label] -= weight;
        gold_score += scores[at * count + label];
        let from = if at == 0 { 0 } else { gold[at - 1] as usize + 1 };
        gold_score += steps[from * count + label];
        d_steps[from * count + label] -= weight;
        if at == 0 {
            for (label, p) in row.iter().enumerate() {
                d_steps[label] += weight * p;
            }
            continue;
        }
        let mut pairs = vec![0.0; count * count];
        for from in 0..count {
            for to in 0..count {
                pairs[from * count + to] = alpha[(at - 1) * count + from]
                    * exp_steps[(from + 1) * count + to]
                    * exp_scores[at * count + to]
                    * beta[at * count + to];
            }
        }
        scale(&mut pairs);
        for (d, p) in d_steps[count..].iter_mut().zip(&pairs) {
            *d += weight * p;
        }
    }
    weight * (log_z - gold_score)
}

/// Makes the row sum to one; gives back what it summed to.
fn scale(row: &mut [f32]) -> f32 {
    let sum: f32 = row.iter().sum::<f32>().max(1e-30);
    row.iter_mut().for_each(|x| *x /= sum);
    sum
}
