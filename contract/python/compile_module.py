"""Compiles the Cython module NAME.pyx in this folder, in place (see compile_module)."""

import sys

from Cython.Build import cythonize
from setuptools import setup

setup(name="tare-module", script_args=["--quiet", "build_ext", "--inplace"],
      ext_modules=cythonize(sys.argv[1:], quiet=True, compiler_directives={"boundscheck": False, "wraparound": False}))
