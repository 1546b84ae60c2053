"""The rules of circles.py, each on files of a few lines."""

import tempfile
import unittest
from pathlib import Path

import circles


def found(**files):
    """The circles among these files of a crate; `a__b` is `a/b.rs`."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder, *name.split("__")).with_suffix(".rs")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        groups = circles.circles(circles.scan(Path(folder, "lib.rs")))
        return [[str(it.relative_to(Path(folder).resolve())) for it in group] for group in groups]


class Circles(unittest.TestCase):
    def test_two_files_that_import_each_other(self):
        a = "use crate::b::B; pub struct A(B);"
        b = "use super::a::A; pub struct B; fn f(_: A) {}"
        self.assertEqual(found(lib="mod a; mod b;", a=a, b=b), [["a.rs", "b.rs"]])
        self.assertEqual(found(lib="mod a; mod b;", a=a, b="pub struct B;"), [])

    def test_a_path_in_code_is_a_use(self):
        a = "pub fn a() { crate::b::b() }"
        b = "use crate::a; pub fn b() { a::a() }"
        self.assertEqual(found(lib="mod a; mod b;", a=a, b=b), [["a.rs", "b.rs"]])

    def test_three_files_and_a_file_beside_the_circle(self):
        crate = {"lib": "mod a; mod b; mod c; mod d;", "a": "use crate::b::B; pub struct A;"}
        crate |= {"b": "use crate::c::C; pub struct B;", "c": "use crate::{a::A, d::D}; pub struct C;"}
        self.assertEqual(found(**crate, d="pub struct D;"), [["a.rs", "b.rs", "c.rs"]])

    def test_a_reexport_leads_on_to_the_file_that_defines(self):
        lib = "mod a; mod b; pub use a::A; pub use b::B;"
        self.assertEqual(found(lib=lib, a="pub struct A;", b="use crate::A; pub struct B(A);"), [])
        a = "use crate::B; pub struct A(B);"
        b = "use crate::A; pub struct B(A);"
        self.assertEqual(found(lib=lib, a=a, b=b), [["a.rs", "b.rs"]])

    def test_a_parent_that_works_with_its_child(self):
        a = "use super::Limit; pub fn a(_: Limit) {}"
        lib = "mod a; pub struct Limit;"
        self.assertEqual(found(lib=lib, a=a), [])
        self.assertEqual(found(lib=f"{lib} fn f() {{ a::a(Limit) }}", a=a), [["a.rs", "lib.rs"]])
        self.assertEqual(found(lib=f"{lib} pub use a::a;", a=a), [])
        self.assertEqual(found(lib=f"{lib} pub use a::a; fn f() {{ a(Limit) }}", a=a), [["a.rs", "lib.rs"]])

    def test_globs_bring_names(self):
        a = "use crate::b::*; pub struct A(B);"
        b = "pub struct B; fn f(_: crate::a::A) {}"
        self.assertEqual(found(lib="mod a; mod b;", a=a, b=b), [["a.rs", "b.rs"]])
        self.assertEqual(found(lib="mod a; mod b;", a="use crate::b::*; pub struct A;", b=b), [])
        variants = "use crate::b::B::*; pub struct A; fn f() -> bool { matches!(g(), One) }"
        b = "pub enum B { One } fn f(_: crate::a::A) {}"
        self.assertEqual(found(lib="mod a; mod b;", a=variants, b=b), [["a.rs", "b.rs"]])

    def test_macros_are_defined_and_name_paths(self):
        a = "macro_rules! make { () => { $crate::b::B }; } pub(crate) use make; pub struct A;"
        b = "pub struct B; fn f(_: crate::a::A) {}"
        self.assertEqual(found(lib="mod a; mod b;", a=a, b=b), [["a.rs", "b.rs"]])

    def test_files_in_folders_and_inline_modules(self):
        crate = {"lib": "mod a; mod b;", "a__mod": "mod deep;", "b": "pub struct B; use crate::a::deep::Deep;"}
        deep = "mod inner { use super::super::super::b::B; } pub struct Deep;"
        self.assertEqual(found(**crate, a__deep=deep), [["a/deep.rs", "b.rs"]])

    def test_tests_comments_texts_and_other_crates_do_not_count(self):
        b = "use crate::a::A; pub struct B(A);"
        for text in [
            "#[cfg(test)] mod tests { use crate::b::B; }",
            "#[cfg(test)] use crate::b::B;",
            "// use crate::b::B;\n/* use crate::b::B; /* */ */",
            'const T: &str = "use crate::b::B; \\" "; const R: &str = r#"crate::b::B"#;',
            "use b_crate::b::B; fn f<'b>(b: &'b str) -> char { 'b' }",
        ]:
            with self.subTest(text):
                self.assertEqual(found(lib="mod a; mod b;", a=f"{text} pub struct A;", b=b), [])


if __name__ == "__main__":
    unittest.main()
