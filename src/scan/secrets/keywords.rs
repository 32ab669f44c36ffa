//! Finds all keywords of all rules in one pass.

use regex_automata::Input;
use regex_automata::hybrid::dfa::{Cache, Config, DFA};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::Hir;

use super::rules::{RULES, Rule};

/// The keywords, as one automaton.
pub(super) struct Keywords {
    automaton: Option<DFA>,
    cache: Option<Cache>,
    /// Of each pattern of the automaton: its rule and the length of the keyword.
    of: Vec<(&'static Rule, usize)>,
}

impl Keywords {
    pub(super) fn new() -> Self {
        let mut of = Vec::new();
        let mut patterns: Vec<Hir> = Vec::new();
        for rule in &RULES {
            for keyword in rule.keywords {
                let mut parser = ParserBuilder::new()
                    .unicode(false)
                    .utf8(false)
                    .case_insensitive(rule.ignore_case)
                    .build();
                if let Ok(pattern) = parser.parse(&regex_syntax::escape(keyword)) {
                    patterns.push(pattern);
                    of.push((rule, keyword.len()));
                }
            }
        }
        let config = thompson::Config::new().utf8(false).which_captures(WhichCaptures::None);
        let automaton =
            thompson::Compiler::new().configure(config).build_many_from_hir(&patterns).ok().and_then(|nfa| {
                DFA::builder().configure(Config::new().cache_capacity(4 << 20)).build_from_nfa(nfa).ok()
            });
        Self { cache: automaton.as_ref().map(DFA::create_cache), automaton, of }
    }

    /// The first keyword between `from` and `to`: its rule, its beginning and its end.
    pub(super) fn next(
        &mut self,
        hay: &[u8],
        from: usize,
        to: usize,
    ) -> Option<(&'static Rule, usize, usize)> {
        if from >= to {
            return None;
        }
        let (automaton, cache) = (self.automaton.as_ref()?, self.cache.as_mut()?);
        let found = automaton.try_search_fwd(cache, &Input::new(hay).range(from..to)).ok()??;
        let (rule, length) = *self.of.get(found.pattern().as_usize())?;
        Some((rule, found.offset() - length, found.offset()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_keyword_finds_its_rule() {
        let mut keywords = Keywords::new();
        for rule in &RULES {
            for keyword in rule.keywords {
                let text = format!(" {keyword} ");
                let (found, start, end) = keywords.next(text.as_bytes(), 0, text.len()).unwrap();
                assert_eq!((found.id, start, end), (rule.id, 1, keyword.len() + 1), "{keyword}");
            }
        }
        assert!(keywords.next(b"nothing of that kind", 0, 20).is_none());
    }
}
