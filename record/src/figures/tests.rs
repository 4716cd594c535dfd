use proptest::prelude::*;

use super::table::rows;
use super::*;

/// `value unit` with its bound and change, as one line: `>=14 body`, `~2 km up`.
fn line(figure: &Figure) -> String {
    let value = match figure.value {
        Value::One(one) => one.to_string(),
        Value::Range(low, high) => format!("{low}..{high}"),
    };
    let bound = if figure.bound == Bound::Equal { "" } else { figure.bound.mark() };
    let change = match figure.change {
        Some(Direction::Up) => " up",
        Some(Direction::Down) => " down",
        None => "",
    };
    format!("{bound}{value} {}{change}", figure.unit).trim_end().to_owned()
}

/// The quantities of a sentence, each as `line` writes it.
fn check(text: &str, expect: &[&str]) {
    let found: Vec<String> =
        read(text).iter().filter(|figure| figure.is_quantity()).map(line).collect();
    assert_eq!(found, expect, "{text}");
}

fn check_kinds(text: &str, expect: &[FigureKind]) {
    let found: Vec<FigureKind> = read(text).iter().map(|figure| figure.kind).collect();
    assert_eq!(found, expect, "{text}");
}

#[test]
fn digits_and_their_separators() {
    check("The village has 1,204 residents.", &["1204 resident"]);
    check("A pond of 3.5 hectares.", &["3.5 hectare"]);
    check("It holds 1.234.567,5 litres.", &["1234567.5 litre"]);
    check("Some 12\u{202F}500 trees fell.", &["~12500 tree"]);
    check("Nearly 10'000 books burned.", &["~10000 book"]);
    check("It weighs 2½ kilograms.", &["2.5 kilogram"]);
    check("They ate 1 1/2 pounds of it.", &["1.5 pound-mass"]);
    check("\u{FF15} cats", &["5 cat"]);
}

#[test]
fn numbers_of_items_and_numbers_to_dial_count_nothing() {
    check("1. Start early.\n2. Bring water for\n3) nine goats", &["9 goat"]);
    check("The count was\n2.5 litres.", &["2.5 litre"]);
    check("Storms\n12 goats drowned.", &["12 goat"]);
    check("Two people made 911 calls.", &["2 people"]);
    check("The line took 911 complaints.", &["911 complaint"]);
}

#[test]
fn words() {
    check("Twelve goats escaped.", &["12 goat"]);
    check("Five grandchildren and three of the seven policemen", &["5 grandchild", "3 policeman"]);
    check("Some 60-plus experts", &["~60 expert"]);
    check("200 human rights lawyers", &["200 human rights lawyer"]);
    check("Forty-two of the cows came back.", &["42 cow"]);
    check("They sold two thousand three hundred and six tickets.", &["2306 ticket"]);
    check("A dozen eggs broke.", &["12 egg"]);
    check("Dozens of sheep drowned.", &[">=24 sheep"]);
    check("Tens of thousands of bees died.", &["10000..100000 bee"]);
    check("The herd grew sixfold.", &["6 count up"]);
    check("An army ten times larger", &["10 count"]);
    check("Two-thirds of the barns stood empty.", &["2/3 barn"]);
    check("Half the crop was lost.", &["0.5"]);
    check("Half a million bees", &["500000 bee"]);
    check("raised by half a percentage point", &["0.5 percentage point up"]);
    check("Scores were treated.", &[">=40"]);
    check("He scores were the team lets him, in half a mind.", &[]);
    // Pronouns, ordinals and idioms count nothing.
    check("No one knew, and each one left.", &[]);
    check("It was the second half of the third night.", &[]);
    check("Some one another day", &[]);
    check("He scores often.", &[]);
}

#[test]
fn money() {
    check("It cost $4.5 million.", &["4500000 dollar"]);
    check("A fine of between £10m and £12m", &["10000000..12000000 pound sterling"]);
    check("They paid 300 euros a month.", &["300 euro per month"]);
    check("HK$20 and US$3 changed hands.", &["20 hong kong dollar", "3 dollar"]);
    check("It raised €35bn.", &["35000000000 euro"]);
    check("A deal of 12 million yuan", &["12000000 chinese yuan"]);
    check("A price of 5 pounds of flour", &["5 pound-mass"]);
    check("from $10 to $15 billion", &["10000000000..15000000000 dollar"]);
}

#[test]
fn units() {
    check("Winds of 90 km/h blew.", &["90 kilometre per hour"]);
    check("It is 12ft tall and 3 metres wide.", &["12 foot", "3 metre"]);
    check("A 75-megawatt plant", &["75 megawatt"]);
    check("Output of 40,000 barrels a day", &["40000 barrel per day"]);
    check("It was 31C in the shade.", &["31 celsius"]);
    check("A rate of 4.1 per cent", &["4.1 percentage"]);
    check("a rise of 1.8 percentage points", &["1.8 percentage point"]);
    check("a cut of 25 basis points", &["25 basis point"]);
    check("A nine-year-old boy", &["9 year of age"]);
    check("Players over the age of 21", &[">21 year of age"]);
    check("She will be 35 by May.", &["35 year of age"]);
    check("He was 12 metres up.", &["12 metre"]);
    check("1/16 of a pint", &["0.0625 pint"]);
    check("six million 250ml bottles", &["6000000 bottle", "250 millilitre"]);
    check("the previous two sessions", &["2 previous session"]);
    check("450 Nm and 450 nm", &["450 newton metre", "450 nanometre"]);
    check("35m of its toys", &["35000000 toy"]);
    check("the 37m (121ft) mast", &["37 metre", "121 foot"]);
}

#[test]
fn ranges_and_lists() {
    check("from 5 to 6 per cent", &["5..6 percentage"]);
    check("between 40 and 50 farms", &["40..50 farm"]);
    check("20–25 minutes", &["20..25 minute"]);
    check("four to five thousand sheep", &["4000..5000 sheep"]);
    check("eight or nine crowns", &["8 crown", "9 crown"]);
    check("a 7- or 8-inch screen", &["7 inch", "8 inch"]);
    // A change and the level it led to are two figures.
    check("The index rose 4 points to 312.", &["4 point up", "312 point"]);
    check("Shares fell 3 percent to $12.", &["3 percentage down", "12 dollar"]);
}

#[test]
fn bounds_and_changes() {
    check("At least 14 bodies were found.", &[">=14 body"]);
    check("No more than four ships came.", &["<=4 ship"]);
    check("More than 60 per cent agreed.", &[">60 percentage"]);
    check("Up to 300 jobs may go.", &["<=300 job"]);
    check("Prices climbed by 9 per cent.", &["9 percentage up"]);
    check("Sales were down 2.5%.", &["2.5 percentage down"]);
    check("FTSE -0.6%", &["-0.6 percentage down"]);
    check("It lasted five days or more.", &[">=5 day"]);
    check("She made up 3 songs.", &["3 song"]);
}

#[test]
fn what_counts_nothing() {
    check("On March 29, 2019, at 5:30 p.m., Flight 370 left Gate 12.", &[]);
    check("Ilse Brandt, 43, won the match 3-2.", &[]);
    check("The MK-27 and the S23 run on 5G in 2021.", &[]);
    check("Call 555-0147 for No. 7.", &[]);
    check("Held on 25/26 August and May 24,2005, it drew P500,000 [1].", &[]);
    check("Players aged five to 18 won 162-139.", &[]);
    check("The S&P 500 and page 3 of the 1990s", &[]);
    check_kinds("She came 10th in 1984.", &[FigureKind::Ordinal, FigureKind::Year]);
    check_kinds("It ended 2-2.", &[FigureKind::Score]);
    check_kinds("Anna Roe, 61, spoke.", &[FigureKind::AgeInPassing]);
    check_kinds("at 01.40 and at 17:22", &[FigureKind::Clock, FigureKind::Clock]);
}

#[test]
fn totals() {
    let figures = read("They lost 72 of the 131 kites.");
    assert_eq!(figures[0].of_total, Some(Exact::whole(131)));
    assert_eq!(figures[0].unit, "kite");
    assert_eq!(read("A quarter of 90 farms")[0].of_total, Some(Exact::whole(90)));
}

#[test]
fn exact_numbers() {
    let show = |text: &str| Exact::decimal(text).map(|number| number.to_string());
    assert_eq!(show("0.10").as_deref(), Some("0.1"));
    assert_eq!(show("007").as_deref(), Some("7"));
    assert_eq!(show("1234567890123456789012345678901"), None);
    assert_eq!(show("1.2.3"), None);
    assert_eq!(Exact::ratio(2, 6).map(|n| n.to_string()).as_deref(), Some("1/3"));
    assert_eq!(Exact::ratio(1, 0), None);
    assert!(Exact::ratio(1, 3) < Exact::ratio(1, 2));
}

#[test]
fn tables_are_whole() {
    for (data, columns) in [
        (include_str!("../../data/units.tsv"), 3),
        (include_str!("../../data/money.tsv"), 2),
        (include_str!("../../data/modifiers.tsv"), 2),
        (include_str!("../../data/changes.tsv"), 2),
        (include_str!("../../data/words.tsv"), 2),
    ] {
        for row in rows(data) {
            assert_eq!(row.len(), columns, "{row:?}");
            assert!(row.iter().all(|cell| cell.trim() == *cell && !cell.is_empty()), "{row:?}");
        }
    }
    let tables = tables();
    assert!(tables.units.values().all(|unit| !unit.name.is_empty()));
    assert!(tables.bounds.values().all(|bound| *bound != Bound::Equal));
    // A form that is a unit must not read as a function word after a number.
    let clash: Vec<_> =
        tables.units.keys().filter(|form| form.len() > 1 && is_small_word(form)).collect();
    assert!(clash.is_empty(), "{clash:?}");
}

fn valid(text: &str) {
    let figures = read(text);
    for figure in &figures {
        assert!(text.get(figure.span.clone()).is_some(), "{figure:?}");
        assert!(text.get(figure.number.clone()).is_some(), "{figure:?}");
    }
    for pair in figures.windows(2) {
        assert!(pair[0].span.start <= pair[1].span.start);
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC*") {
        valid(&text);
    }

    #[test]
    fn any_pile_of_figures_is_read(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "1", "1,2", "1.5", "1,234,5", "-", "–", "/", " ", "\n", "to", "of", "and", "half",
                "a", "million", "bn", "m", "$", "£", "%", "per", "dozens", "twenty", "nineteen",
                "year-old", "'", ".", ",", "(", ")", "½", "٣", "\u{0}", "🇺🇦", "Jan", "US", "one",
                "99999999999999999999999999999999999999999",
            ]),
            0..60,
        ),
    ) {
        valid(&parts.concat());
        valid(&parts.join(" "));
    }
}

#[test]
fn long_texts_take_linear_time() {
    for unit in ["1 ", "1-", "one ", "\"", "a", "1,", "million ", "of ", "Jan 1 ", "from 1 to "] {
        let text = unit.repeat(200_000 / unit.len());
        valid(&text);
    }
}
