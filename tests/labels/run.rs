//! Labels in a trace: the visitor's own decide, days count when the money came, and a kept run comes back the same.

use spoor::case::CaseLibrary;
use spoor::journal::labels::{LabelSets, LabelsUsed};
use spoor::journal::{Action, Begun, Happened, Input, Now, Run, What};
use spoor::label::packed::Packed;
use spoor::label::{Category, Confidence, KnownLabels, Label, OwnLabels};
use spoor::money::Account;
use spoor::trace::view::{End, Reason, Role, Settings, View};

const NOW: Now = Now { ms: 1_795_000_000_000 };

fn begun(labels: LabelsUsed) -> Begun {
    let case = CaseLibrary::built_in().unwrap().find("bybit-2025-02-21").unwrap().clone();
    Begun { case, settings: Settings::default(), labels }
}

/// A run with everything that went into it.
struct Kept {
    run: Run,
    inputs: Vec<Input>,
}

impl Kept {
    fn of(begun: Begun, sets: Option<&LabelSets>) -> Self {
        let mut kept = Self { run: Run::begin(begun, sets).unwrap(), inputs: Vec::new() };
        kept.take(What::Start);
        kept
    }

    /// Takes an input, and the built-in answers to all that follows from it.
    fn take(&mut self, what: What) {
        let mut next = vec![Input { at: NOW, what }];
        while let Some(input) = next.pop() {
            let actions = self.run.take(&input).unwrap();
            self.inputs.push(input);
            for action in actions {
                if let Action::Fetch { id, request } = action {
                    let answer = self.run.recorded_answer(&request).unwrap();
                    next.extend(self.run.input(Happened::Answer { id, answer }, NOW));
                }
            }
        }
    }

    fn own(&mut self, gone: &[Label], put: &[Label]) {
        let all = |labels: &[Label]| Box::new(labels.iter().cloned().collect::<OwnLabels>());
        self.take(What::Labels { gone: all(gone), put: all(put) });
    }

    fn view(&self) -> View {
        self.run.view()
    }
}

fn label(account: &Account, category: Category) -> Label {
    Label {
        account: account.clone(),
        name: "Some house".into(),
        category,
        source: "own knowledge".into(),
        confidence: Confidence::Unknown,
        as_of: "2026-11-23".into(),
        from: None,
        to: None,
        own: true,
    }
}

/// The address with the largest unspent end, which no label names.
fn held(view: &View) -> Account {
    let end = view.ends.iter().find(|end| end.reason == Reason::Held && view.nodes[end.node].labels.is_empty()).unwrap();
    view.nodes[end.node].account.clone()
}

fn ends<'a>(view: &'a View, account: &Account) -> Vec<&'a End> {
    view.ends.iter().filter(|end| view.nodes[end.node].account == *account).collect()
}

#[test]
fn an_own_label_changes_the_end_and_is_taken_back() {
    let mut kept = Kept::of(begun(LabelsUsed::default()), None);
    let before = kept.view();
    let account = held(&before);
    let mine = label(&account, Category::Exchange);
    kept.own(&[], std::slice::from_ref(&mine));
    let view = kept.view();
    let end = ends(&view, &account)[0];
    assert_eq!((end.reason, view.nodes[end.node].role), (Reason::Exchange, Role::Exchange));
    assert!(end.why.starts_with("Labelled Some house (your own label, by own knowledge, 2026-11-23): an exchange"), "{}", end.why);
    assert_eq!(end.freezable_by.as_deref(), Some("Some house can freeze the account that received it"));
    assert!(view.equations.iter().all(spoor::trace::view::Equation::holds));

    let again = Run::replay(kept.run.begun().clone(), kept.inputs.iter().cloned()).unwrap();
    assert_eq!(again.view(), view, "what went in brings it back");
    kept.own(&[mine], &[]);
    assert_eq!(kept.view().ends, before.ends, "taken back, it is as it was");
}

#[test]
fn a_run_that_began_with_own_labels_comes_back_with_them() {
    let account = held(&Kept::of(begun(LabelsUsed::default()), None).view());
    let own: OwnLabels = [label(&account, Category::Mixer)].into_iter().collect();
    let kept = Kept::of(begun(LabelsUsed { own, ..LabelsUsed::default() }), None);
    assert_eq!(ends(&kept.view(), &account)[0].reason, Reason::Mixer);
    let json = serde_json::to_string(kept.run.begun()).unwrap();
    let again = Run::replay(serde_json::from_str(&json).unwrap(), kept.inputs.iter().cloned()).unwrap();
    assert_eq!(again.view(), kept.view());
    // What an earlier version kept had no labels of its own.
    let mut old: serde_json::Value = serde_json::from_str(&json).unwrap();
    old.as_object_mut().unwrap().remove("labels");
    assert_eq!(serde_json::from_value::<Begun>(old).unwrap().labels, LabelsUsed::default());
}

#[test]
fn a_label_counts_only_while_it_held() {
    let account = held(&Kept::of(begun(LabelsUsed::default()), None).view());
    // The recording's money moved from 2025-02-21 on.
    for (from, to, counts) in [
        (None, None, true),
        (Some("2025-02-20"), None, true),
        (Some("2026-01-01"), None, false),
        (None, Some("2025-02-21"), false),
        (None, Some("2026-01-01"), true),
        (Some("2025-02-20"), Some("2025-12-31"), true),
        (Some("2018-01-01"), Some("2019-01-01"), false),
    ] {
        let day = |day: Option<&str>| day.map(|day| day.parse().unwrap());
        let dated = Label { from: day(from), to: day(to), ..label(&account, Category::Exchange) };
        let kept = Kept::of(begun(LabelsUsed { own: [dated].into_iter().collect(), ..LabelsUsed::default() }), None);
        let view = kept.view();
        let expected = if counts { Reason::Exchange } else { Reason::Held };
        assert_eq!(ends(&view, &account)[0].reason, expected, "{from:?} {to:?}");
        assert_eq!(view.nodes[ends(&view, &account)[0].node].labels.len(), 1, "it is shown all the same");
    }
}

#[test]
fn who_is_on_a_list_is_followed_on() {
    let account = held(&Kept::of(begun(LabelsUsed::default()), None).view());
    for category in [Category::Listed, Category::Thief, Category::Victim] {
        let own: OwnLabels = [label(&account, category)].into_iter().collect();
        let view = Kept::of(begun(LabelsUsed { own, ..LabelsUsed::default() }), None).view();
        assert_eq!(ends(&view, &account)[0].reason, Reason::Held, "{category:?}");
    }
}

#[test]
fn the_sets_are_part_of_a_run_and_their_absence_is_said() {
    let account = held(&Kept::of(begun(LabelsUsed::default()), None).view());
    let labels: KnownLabels = [Label { own: false, ..label(&account, Category::Bridge) }].into_iter().collect();
    let sets = LabelSets { sha256: "ab".repeat(32), packed: Packed { sets: Vec::new(), labels } };
    let with = LabelsUsed { set: Some(sets.sha256.clone()), ..LabelsUsed::default() };
    let kept = Kept::of(begun(with.clone()), Some(&sets));
    assert_eq!(ends(&kept.view(), &account)[0].reason, Reason::Bridge);

    let other = LabelSets { sha256: "cd".repeat(32), ..sets.clone() };
    for sets in [None, Some(&other)] {
        let refused = Run::replay_with(begun(with.clone()), sets, kept.inputs.iter().cloned()).unwrap_err().to_string();
        assert!(refused.contains("label sets abababab…") && refused.contains("start the trace again"), "{refused}");
    }
    assert_eq!(Run::replay_with(begun(with), Some(&sets), kept.inputs.iter().cloned()).unwrap().view(), kept.view());

    let without = LabelsUsed { why_not: Some("the page's own host answered 404".into()), ..LabelsUsed::default() };
    let notes = Kept::of(begun(without), None).view().notes;
    assert!(notes.iter().any(|note| note.contains("could not be loaded (the page's own host answered 404)")), "{notes:?}");
}
