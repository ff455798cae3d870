// What every program that serves or measures sets before it does anything else.
#ifndef HUIYIN_BASE_PROGRAM_SETTINGS_H_
#define HUIYIN_BASE_PROGRAM_SETTINGS_H_

namespace huiyin {

// Of the libraries, for the whole process. First in main.
void SetForServing();

}  // namespace huiyin

#endif  // HUIYIN_BASE_PROGRAM_SETTINGS_H_
