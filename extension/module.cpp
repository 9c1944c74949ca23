// SPDX-License-Identifier: MIT
//
// The loadable module has no code of its own: it is calltally_functions behind one exported name.
// CMake wants a source file for a target.
#include "extension/entry_point.hpp"
