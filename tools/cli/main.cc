#include "tools/cli/program.h"

int main(int argc, char** argv) { return huiyin::RunProgram(argc, argv); }
