//! Suggestion: from free text to ranked Co's, with the passages that speak for and against.
pub mod evidence;
pub mod features;
pub mod text;
pub mod thesaurus;
