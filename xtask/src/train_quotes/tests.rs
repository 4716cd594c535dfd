use super::data::Sample;
use super::model::{Dropout, Lexicon, Model, Random, Sizes, Step};
use record::quotes::chunks::Token;
use record::quotes::network::{Case, Network};

fn tiny() -> (Model, Lexicon, Vec<Sample>) {
    let sizes =
        Sizes { vector: 3, word: 3, suffix: 2, shape: 2, state: 2, hidden: 4, part_hidden: 3 };
    let mut random = Random(7);
    let lexicon = Lexicon {
        vector_hashes: vec![1, 2, 3],
        vectors: (0..12).map(|x| (x as f32).sin()).collect(),
        word_hashes: vec![1, 2, 3],
    };
    let mut model = Model::new(sizes, 3, [3, 2], &mut random);
    // Larger than at a real start, so that every path carries a gradient worth comparing.
    model.values.iter_mut().for_each(|x| *x += random.share() - 0.5);
    let token = |n: u32| Token {
        vector: n % 4,
        word: n % 4,
        suffix: n as u16,
        shape: (n % 5) as u8,
        state: (n % 3) as u8,
    };
    let sample = |length: usize, seed: u32| Sample {
        tokens: (0..length as u32).map(|n| token(n * 7 + seed)).collect(),
        sentences: (0..length as u32).map(|n| n / 3).collect(),
        cues: (0..length).map(|n| [0, 1, 2][n % 3]).collect(),
        union: (0..length).map(|n| [0, 1, 2, 3, 4][n % 5]).collect(),
        silver: [vec![1; length], vec![255; length]],
        quotes: vec![
            (1..3, (0..length).map(|n| [1, 0, 0, 3, 4][n % 5]).collect()),
            (0..1, (0..length).map(|n| [0, 1, 2, 0, 3][n % 5]).collect()),
        ],
    };
    (model, lexicon, vec![sample(5, 0), sample(3, 2)])
}

fn loss(model: &Model, lexicon: &Lexicon, samples: &[Sample], gradients: &mut [f32]) -> f32 {
    let samples: Vec<&Sample> = samples.iter().collect();
    let lengths: Vec<usize> = samples.iter().map(|s| s.tokens.len()).collect();
    let dropout = Dropout { word: 0.0, input: 0.0, layer: 0.0 };
    let random = &mut Random(1);
    Step { model, lexicon, gradients, random, dropout, lengths, steps: 5, on_policy: false }
        .run(&samples)
}

#[test]
fn gradients_agree_with_differences() {
    let (mut model, lexicon, samples) = tiny();
    let mut gradients = vec![0.0; model.values.len()];
    loss(&model, &lexicon, &samples, &mut gradients);
    let mut scratch = vec![0.0; model.values.len()];
    let mut checked = 0;
    for (at, &gradient) in gradients.iter().enumerate() {
        let old = model.values[at];
        let step = 4e-3;
        let mut at_distance = |distance: f32| {
            model.values[at] = old + distance;
            loss(&model, &lexicon, &samples, &mut scratch)
        };
        let difference = (at_distance(step) - at_distance(-step)) / (2.0 * step);
        model.values[at] = old;
        let tolerance = 4e-3 + 0.02 * gradient.abs().max(difference.abs());
        assert!((gradient - difference).abs() < tolerance, "{at}: {gradient} against {difference}");
        checked += usize::from(gradient.abs() > 0.01);
    }
    assert!(checked > 300, "only {checked} gradients are worth comparing");
}

#[test]
fn the_network_in_record_reads_what_was_trained() {
    let (model, lexicon, samples) = tiny();
    let file = model.write(&model.values, &lexicon);
    // The real network insists on the real table sizes, which the tiny model keeps.
    let network = Network::read(&file).expect("a model file");
    let mut readings = network.read_chunks(std::slice::from_ref(&samples[0].tokens));
    assert_eq!(readings[0].cues.len(), 15);
    network.prepare(&mut readings[0]);
    let (is_cue, sentences) = ([false; 5], [0, 0, 0, 1, 1]);
    let case = Case { reading: &readings[0], cue: 1..3, is_cue: &is_cue, sentences: &sentences };
    let scores = network.part_scores(&[case]);
    assert_eq!((scores.len(), scores[0].len()), (1, 25));
}
