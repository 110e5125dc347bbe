// The environment of an app: names that would change which code runs, or that systemd sets, are refused.

import type { z } from 'zod';
import { accept, type Judgement, refuse } from '../judgement.ts';
import { shown } from '../shown.ts';
import { textType } from '../text-type.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
const LONGEST_VALUE = 8192;

// The dynamic loader, libc, macOS' loader, exported bash functions, systemd's own and ours.
const REFUSED_PREFIXES =
  /^(?:LD_|DYLD_|GLIBC_|MALLOC_|BASH_|GCONV_|LISTEN_|WATCHDOG_|SYSTEMD_|MEMORY_PRESSURE_|JOPANEL_)/i;
// PATH itself and its kin without an underscore: CDPATH, CLASSPATH, PYTHONPATH, GOPATH, MANPATH …
const PATH_KIN = /^[A-Z0-9]*PATH$/i;
const REFUSED_NAMES = new Set(
  `NODE_PATH NODE_OPTIONS NODE_REPL_EXTERNAL_MODULE NODE_EXTRA_CA_CERTS NODE_TLS_REJECT_UNAUTHORIZED
  NODE_V8_COVERAGE NODE_COMPILE_CACHE NODE_CHANNEL_FD ELECTRON_RUN_AS_NODE NPM_CONFIG_SCRIPT_SHELL
  NPM_CONFIG_NODE_OPTIONS PYTHONHOME PYTHONSTARTUP PYTHONINSPECT PYTHONBREAKPOINT PYTHONUSERBASE
  PERL5LIB PERL5OPT PERL5DB PERLLIB PERL_MB_OPT PERL_MM_OPT RUBYLIB RUBYOPT RUBYSHELL GEM_HOME GEM_PATH BUNDLE_GEMFILE
  LUA_PATH LUA_CPATH LUA_INIT TCLLIBPATH GUILE_LOAD_PATH PHPRC PHP_INI_SCAN_DIR
  JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS JAVA_OPTS MAVEN_OPTS
  DOTNET_STARTUP_HOOKS CORECLR_PROFILER CORECLR_PROFILER_PATH
  ENV IFS SHELL SHELLOPTS PS1 PS2 PS4 PROMPT_COMMAND ZDOTDIR INPUTRC EDITOR VISUAL PAGER LESSOPEN LESSCLOSE BROWSER
  GIT_SSH GIT_SSH_COMMAND GIT_EXEC_PATH GIT_EXTERNAL_DIFF GIT_PAGER GIT_EDITOR GIT_ASKPASS SSH_ASKPASS
  LOCPATH NLSPATH LOCALDOMAIN RES_OPTIONS HOSTALIASES RESOLV_HOST_CONF RESOLV_ADD_TRIM_DOMAINS
  GETCONF_DIR TZDIR TMPDIR OPENSSL_CONF OPENSSL_MODULES OPENSSL_ENGINES
  HOME USER LOGNAME USERNAME MAIL PWD OLDPWD UID EUID
  NOTIFY_SOCKET INVOCATION_ID JOURNAL_STREAM CREDENTIALS_DIRECTORY RUNTIME_DIRECTORY STATE_DIRECTORY MAINPID MANAGERPID
  XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS DBUS_SYSTEM_BUS_ADDRESS`.split(/\s+/),
);

export function judgeEnvironmentName(text: string): Judgement {
  // Keys of this kind are ignored everywhere, so they are no names either.
  if (text.startsWith('x_')) return accept(text);
  if (!NAME.test(text)) {
    return refuse(`is not a variable's name: ${shown(text)}`, 'use letters, digits and _, not a digit first');
  }
  if (REFUSED_NAMES.has(text.toUpperCase()) || REFUSED_PREFIXES.test(text) || PATH_KIN.test(text)) {
    return refuse(
      `is a variable that decides which code runs, or that the system sets: ${shown(text)}`,
      'leave it out, or set it in a start script of your own',
    );
  }
  return accept(text);
}

export function judgeEnvironmentValue(text: string): Judgement {
  if (text.length > LONGEST_VALUE)
    return refuse(`is ${text.length} characters long`, `at most ${LONGEST_VALUE}`);
  // The value may be a secret, so it is not shown.
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) {
    return refuse('holds a control character or line break', 'encode it, for example as base64');
  }
  return accept(text);
}

export const EnvironmentName = textType(
  { title: 'Variable', description: 'Name of an environment variable.', format: 'jopanel-env-name' },
  judgeEnvironmentName,
);
export type EnvironmentName = z.infer<typeof EnvironmentName>;

export const EnvironmentValue = textType(
  { title: 'Value', description: 'Text without line breaks.', format: 'jopanel-env-value' },
  judgeEnvironmentValue,
);
export type EnvironmentValue = z.infer<typeof EnvironmentValue>;
