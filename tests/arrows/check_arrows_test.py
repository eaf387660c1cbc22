"""The arrow check must find what it is there to find: small trees that break one rule each."""

import contextlib
import io
import pathlib
import tempfile
import unittest

import check_arrows


class Tree(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.root = pathlib.Path(holder.name)
        for folder in ("base", "hw", "contract", "wire", "bench", "servers", "clients"):
            (self.root / folder).mkdir()

    def troubles(self, name, *lines):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        found = check_arrows.check(self.root)[0]
        path.unlink()
        return found

    def assert_allowed(self, name, header):
        self.assertEqual(self.troubles(name, f'#include "{header}"'), [])

    def assert_forbidden(self, name, header):
        found = self.troubles(name, "// a comment", f'#include "{header}"')
        self.assertEqual(len(found), 1, f"{name} includes {header}")
        self.assertIn(f"{name}:2: ", found[0])
        self.assertIn(header, found[0])

    def test_base_includes_nobody(self):
        self.assert_forbidden("base/error.hpp", "hw/machine.hpp")
        self.assert_allowed("base/error.cpp", "base/error.hpp")

    def test_hw_stands_alone(self):
        self.assert_allowed("hw/linux/stat.cpp", "hw/machine.hpp")
        self.assert_forbidden("hw/linux/stat.cpp", "bench/core/case.hpp")

    def test_core_sees_the_machine_and_nothing_else_of_hw(self):
        self.assert_allowed("bench/core/result.hpp", "hw/machine.hpp")
        self.assert_forbidden("bench/core/result.hpp", "hw/cores.hpp")

    def test_values_do_not_look_forward(self):
        self.assert_forbidden("bench/stats/quantile.cpp", "bench/run/session.hpp")
        self.assert_forbidden("bench/report/console.cpp", "bench/stats/quantile.hpp")
        self.assert_forbidden("bench/store/result_file.cpp", "bench/report/console.hpp")
        self.assert_allowed("bench/compare/verdict.cpp", "bench/stats/quantile.hpp")

    def test_contenders_see_nothing_of_the_harness(self):
        self.assert_forbidden("wire/ws/mask.cpp", "bench/core/case.hpp")
        self.assert_forbidden("wire/ws/mask.cpp", "hw/machine.hpp")
        self.assert_forbidden("servers/cpp-raw/main.cpp", "bench/core/case.hpp")
        self.assert_allowed("servers/cpp-raw/main.cpp", "wire/ws/mask.hpp")

    def test_a_contender_shares_with_its_other_end_alone(self):
        self.assert_allowed("clients/cpp-beast/main.cpp", "servers/cpp-beast/read_ahead.hpp")
        self.assert_forbidden("clients/cpp-beast/main.cpp", "servers/cpp-raw/server.hpp")
        self.assert_forbidden("servers/cpp-beast/main.cpp", "clients/cpp-beast/client.hpp")

    def test_the_judge_does_not_use_the_judged(self):
        self.assert_forbidden("bench/check/frames.cpp", "wire/ws/frame_writer.hpp")

    def test_nobody_includes_cli(self):
        for name in ("bench/run/session.cpp", "bench/report/list.cpp", "hw/cores.cpp", "servers/x/main.cpp"):
            self.assert_forbidden(name, "bench/cli/verb.hpp")
        self.assert_allowed("bench/cli/list.cpp", "bench/cli/verb.hpp")

    def test_headers_are_named_from_the_top(self):
        self.assert_forbidden("bench/core/case.cpp", "case.hpp")
        self.assert_forbidden("bench/core/case.cpp", "../core/case.hpp")

    def test_a_generated_header_has_no_folder(self):
        self.assert_allowed("bench/cli/tool_facts.cpp", "version.hpp")
        self.assert_forbidden("bench/report/console.cpp", "version.hpp")

    def test_a_folder_without_a_rule_is_found(self):
        self.assert_forbidden("bench/surprise/main.cpp", "base/error.hpp")

    def test_libraries_stay_where_they_belong(self):
        self.assertEqual(len(self.troubles("bench/report/html.cpp", "#include <boost/json.hpp>")), 1)
        self.assertEqual(self.troubles("bench/store/result_file.cpp", "#include <boost/json.hpp>"), [])
        self.assertEqual(len(self.troubles("bench/run/cores.cpp", "#  include <hwloc.h>")), 1)

    def test_a_long_file_is_a_remark_only(self):
        (self.root / "base/long.hpp").write_text("//\n" * 301, encoding="utf-8")
        troubles, remarks, files = check_arrows.check(self.root)
        self.assertEqual((troubles, len(remarks), files), ([], 1, 1))

    def test_exit_codes(self):
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(check_arrows.main([]), 2)
            self.assertEqual(check_arrows.main([str(self.root)]), 1, "an empty tree is no success")
            (self.root / "base/error.hpp").write_text("#pragma once\n", encoding="utf-8")
            self.assertEqual(check_arrows.main([str(self.root)]), 0)
            (self.root / "base/error.hpp").write_text('#include "hw/machine.hpp"\n', encoding="utf-8")
            self.assertEqual(check_arrows.main([str(self.root)]), 1)


if __name__ == "__main__":
    unittest.main()
