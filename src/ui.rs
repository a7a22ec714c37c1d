//! Pages and panels: they read state and dispatch, nothing else.
//!
//! What needs no browser (links, sentences, the form, the layout of the graph) compiles for the host too and is tested
//! there.

pub mod choices;
pub mod followed;
pub mod form;
pub mod graph;
pub mod hostile;
pub mod label_words;
pub mod links;
pub mod lookup;
pub mod mark;
pub mod refusal;
pub mod route;
pub mod selection;
pub mod spread;
pub mod term;
pub mod theft;
pub mod there;
pub mod tied;
pub mod told;
pub mod words;

#[cfg(target_arch = "wasm32")]
pub mod about_page;
#[cfg(target_arch = "wasm32")]
pub mod address;
#[cfg(target_arch = "wasm32")]
pub mod amount;
#[cfg(target_arch = "wasm32")]
pub mod by_others;
#[cfg(target_arch = "wasm32")]
pub mod case_begin;
#[cfg(target_arch = "wasm32")]
pub mod case_page;
#[cfg(target_arch = "wasm32")]
pub mod cases_page;
#[cfg(target_arch = "wasm32")]
pub mod chosen;
#[cfg(target_arch = "wasm32")]
pub mod copy;
#[cfg(target_arch = "wasm32")]
pub mod crossed;
#[cfg(target_arch = "wasm32")]
pub mod ends;
#[cfg(target_arch = "wasm32")]
pub mod equation;
#[cfg(target_arch = "wasm32")]
pub mod evidence;
#[cfg(target_arch = "wasm32")]
pub mod findings;
#[cfg(target_arch = "wasm32")]
pub mod freezers;
#[cfg(target_arch = "wasm32")]
pub mod icons;
#[cfg(target_arch = "wasm32")]
pub mod kept;
#[cfg(target_arch = "wasm32")]
pub mod label_part;
#[cfg(target_arch = "wasm32")]
pub mod labels;
#[cfg(target_arch = "wasm32")]
pub mod labels_page;
#[cfg(target_arch = "wasm32")]
pub mod lead_panel;
#[cfg(target_arch = "wasm32")]
pub mod link_panel;
#[cfg(target_arch = "wasm32")]
pub mod link_table;
#[cfg(target_arch = "wasm32")]
pub mod movement;
#[cfg(target_arch = "wasm32")]
pub mod opened;
#[cfg(target_arch = "wasm32")]
pub mod panel;
#[cfg(target_arch = "wasm32")]
pub mod pattern_part;
#[cfg(target_arch = "wasm32")]
pub mod privacy_page;
#[cfg(target_arch = "wasm32")]
pub mod range;
#[cfg(target_arch = "wasm32")]
pub mod refused;
#[cfg(target_arch = "wasm32")]
pub mod remote;
#[cfg(target_arch = "wasm32")]
pub mod second;
#[cfg(target_arch = "wasm32")]
pub mod settings;
#[cfg(target_arch = "wasm32")]
pub mod settings_page;
#[cfg(target_arch = "wasm32")]
pub mod shell;
#[cfg(target_arch = "wasm32")]
pub mod state;
#[cfg(target_arch = "wasm32")]
pub mod still;
#[cfg(target_arch = "wasm32")]
pub mod table;
#[cfg(target_arch = "wasm32")]
pub mod theft_part;
#[cfg(target_arch = "wasm32")]
pub mod theme;
#[cfg(target_arch = "wasm32")]
pub mod tip;
#[cfg(target_arch = "wasm32")]
pub mod tip_page;
#[cfg(target_arch = "wasm32")]
pub mod trace_form;
#[cfg(target_arch = "wasm32")]
pub mod trace_page;
#[cfg(target_arch = "wasm32")]
pub mod trace_status;
#[cfg(target_arch = "wasm32")]
pub mod verify;
#[cfg(target_arch = "wasm32")]
pub mod verify_page;
#[cfg(target_arch = "wasm32")]
pub mod who;

/// Puts the page into the document's body.
#[cfg(target_arch = "wasm32")]
pub fn mount() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(shell::Shell);
}
