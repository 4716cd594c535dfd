//! Gradient-boosted regression trees (logistic loss, histograms of 64 bins, grown leaf by leaf),
//! after Friedman 2001 and Ke et al. 2017. Deterministic for a seed.

use page::training::{Forest, LEAF, TreeNode};
use rayon::prelude::*;

const BINS: usize = 64;

/// How a forest is grown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Config {
    pub(crate) trees: usize,
    pub(crate) leaves: usize,
    pub(crate) rate: f32,
    /// Least summed weight (of second derivatives) in a leaf.
    pub(crate) least_weight: f32,
    pub(crate) lambda: f32,
    /// Share of rows and of features each tree sees.
    pub(crate) row_share: f32,
    pub(crate) feature_share: f32,
    pub(crate) seed: u64,
}

/// Rows to learn from: `values` row by row, targets 0 to 1, weights.
#[derive(Debug, Default)]
pub(crate) struct Data {
    pub(crate) width: usize,
    pub(crate) values: Vec<f32>,
    pub(crate) targets: Vec<f32>,
    pub(crate) weights: Vec<f32>,
}

/// A small generator (splitmix64).
pub(crate) struct Random(pub u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }
}

struct Binned {
    /// By feature, then row.
    columns: Vec<Vec<u8>>,
    /// Upper edges of each feature's bins.
    edges: Vec<Vec<f32>>,
}

fn bin(data: &Data) -> Binned {
    let rows = data.targets.len();
    let step = (rows / 20_000).max(1);
    let made: Vec<(Vec<u8>, Vec<f32>)> = (0..data.width)
        .into_par_iter()
        .map(|feature| {
            let value = |row: usize| data.values[row * data.width + feature];
            let mut sample: Vec<f32> = (0..rows).step_by(step).map(value).collect();
            sample.sort_by(f32::total_cmp);
            let mut edges: Vec<f32> = vec![];
            let distinct = {
                let mut all = sample.clone();
                all.dedup();
                all
            };
            if distinct.len() <= BINS {
                edges.extend(distinct.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0));
            } else {
                for i in 1..BINS {
                    let edge = sample[i * sample.len() / BINS];
                    if edges.last().is_none_or(|last| edge > *last) {
                        edges.push(edge);
                    }
                }
            }
            let column = (0..rows)
                .map(|row| {
                    let value = value(row);
                    edges.partition_point(|edge| *edge < value) as u8
                })
                .collect();
            (column, edges)
        })
        .collect();
    let (columns, edges) = made.into_iter().unzip();
    Binned { columns, edges }
}

type Histogram = Vec<[f32; 2]>;

struct Leaf {
    node: usize,
    rows: Vec<u32>,
    sums: [f32; 2],
    histograms: Vec<Histogram>,
    best: Option<Split>,
}

#[derive(Clone, Copy)]
struct Split {
    gain: f32,
    slot: usize,
    bin: u8,
}

/// Grows a forest.
pub(crate) fn grow(data: &Data, config: &Config) -> Forest {
    let binned = bin(data);
    let rows = data.targets.len();
    let mut random = Random(config.seed);
    let (mut positive, mut all) = (0f64, 0f64);
    for (target, weight) in data.targets.iter().zip(&data.weights) {
        positive += f64::from(target * weight);
        all += f64::from(*weight);
    }
    let rate = (positive / all.max(1e-9)).clamp(1e-4, 1.0 - 1e-4);
    let base = (rate / (1.0 - rate)).ln() as f32;
    let mut scores = vec![base; rows];
    let mut forest = Forest { base, ..Forest::default() };
    let mut slopes = vec![[0f32; 2]; rows];
    for _ in 0..config.trees {
        for (row, slope) in slopes.iter_mut().enumerate() {
            let p = 1.0 / (1.0 + (-scores[row]).exp());
            let weight = data.weights[row];
            *slope = [(p - data.targets[row]) * weight, (p * (1.0 - p)).max(1e-4) * weight];
        }
        let sampled: Vec<u32> = (0..rows as u32)
            .filter(|row| data.weights[*row as usize] > 0.0 && random.unit() < config.row_share)
            .collect();
        let features: Vec<usize> =
            (0..data.width).filter(|_| random.unit() < config.feature_share).collect();
        let tree = grow_tree(&binned, &slopes, sampled, &features, config);
        scores.par_iter_mut().enumerate().for_each(|(row, score)| {
            let values = &data.values[row * data.width..(row + 1) * data.width];
            let mut node = tree[0];
            while node.feature != LEAF {
                let right = usize::from(values[usize::from(node.feature)] > node.threshold);
                node = tree[usize::from(node.child) + right];
            }
            *score += node.threshold;
        });
        forest.roots.push(forest.nodes.len() as u32);
        forest.nodes.extend(tree);
    }
    forest
}

fn grow_tree(
    binned: &Binned,
    slopes: &[[f32; 2]],
    rows: Vec<u32>,
    features: &[usize],
    config: &Config,
) -> Vec<TreeNode> {
    let mut nodes = vec![TreeNode::default()];
    let mut leaves = vec![leaf(binned, slopes, rows, features, config, 0, None)];
    while leaves.len() < config.leaves {
        let gain = |leaf: &Leaf| leaf.best.map_or(0.0, |split| split.gain);
        let Some(index) =
            (0..leaves.len()).max_by(|a, b| gain(&leaves[*a]).total_cmp(&gain(&leaves[*b])))
        else {
            break;
        };
        let Some(split) = leaves[index].best else {
            break;
        };
        let parent = leaves.swap_remove(index);
        let feature = features[split.slot];
        let column = &binned.columns[feature];
        let (left, right): (Vec<u32>, Vec<u32>) =
            parent.rows.iter().partition(|row| column[**row as usize] <= split.bin);
        let child = nodes.len();
        nodes.extend([TreeNode::default(); 2]);
        nodes[parent.node] = TreeNode {
            threshold: binned.edges[feature][usize::from(split.bin)],
            feature: feature as u16,
            child: child as u16,
        };
        // The larger side's histograms are the parent's less the smaller side's.
        let left_small = left.len() <= right.len();
        let (small, large) = if left_small { (left, right) } else { (right, left) };
        let (small_node, large_node) =
            if left_small { (child, child + 1) } else { (child + 1, child) };
        let small = leaf(binned, slopes, small, features, config, small_node, None);
        let mut rest = parent.histograms;
        for (rest, small) in rest.iter_mut().zip(&small.histograms) {
            for (rest, small) in rest.iter_mut().zip(small) {
                rest[0] -= small[0];
                rest[1] -= small[1];
            }
        }
        let large = leaf(binned, slopes, large, features, config, large_node, Some(rest));
        leaves.extend([small, large]);
    }
    for leaf in leaves {
        let value = -leaf.sums[0] / (leaf.sums[1] + config.lambda) * config.rate;
        nodes[leaf.node] = TreeNode { threshold: value, feature: LEAF, child: 0 };
    }
    nodes
}

fn leaf(
    binned: &Binned,
    slopes: &[[f32; 2]],
    rows: Vec<u32>,
    features: &[usize],
    config: &Config,
    node: usize,
    histograms: Option<Vec<Histogram>>,
) -> Leaf {
    let mut sums = [0f64; 2];
    for row in &rows {
        sums[0] += f64::from(slopes[*row as usize][0]);
        sums[1] += f64::from(slopes[*row as usize][1]);
    }
    let sums = [sums[0] as f32, sums[1] as f32];
    let histograms = histograms.unwrap_or_else(|| {
        let local: Vec<[f32; 2]> = rows.iter().map(|row| slopes[*row as usize]).collect();
        features
            .par_iter()
            .with_min_len(8)
            .map(|feature| {
                let column = &binned.columns[*feature];
                let mut histogram = vec![[0f32; 2]; BINS];
                for (row, slope) in rows.iter().zip(&local) {
                    let bin = &mut histogram[usize::from(column[*row as usize])];
                    bin[0] += slope[0];
                    bin[1] += slope[1];
                }
                histogram
            })
            .collect()
    });
    let mut best: Option<Split> = None;
    let score = |sums: [f32; 2]| sums[0] * sums[0] / (sums[1] + config.lambda);
    for (slot, histogram) in histograms.iter().enumerate() {
        let edges = binned.edges[features[slot]].len();
        let mut left = [0f32; 2];
        for (bin, add) in histogram.iter().enumerate().take(edges) {
            left[0] += add[0];
            left[1] += add[1];
            let right = [sums[0] - left[0], sums[1] - left[1]];
            if left[1] < config.least_weight || right[1] < config.least_weight {
                continue;
            }
            let gain = score(left) + score(right) - score(sums);
            if gain > 1e-5 && best.is_none_or(|best| gain > best.gain) {
                best = Some(Split { gain, slot, bin: bin as u8 });
            }
        }
    }
    Leaf { node, rows, sums, histograms, best }
}
