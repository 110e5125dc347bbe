// The environment of an app: names that would change which code runs, or that systemd sets, are refused.

import type { z } from 'zod';
import { accept, type Parsed, refuse } from '../parsed.ts';
import { quoted } from '../quoted.ts';
import { textType } from '../text-type.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
const LONGEST_VALUE = 8192;

// The dynamic loader, libc, macOS' loader, exported bash functions, systemd's own and ours.
const SYSTEM_PREFIXES =
  /^(?:LD_|DYLD_|GLIBC_|MALLOC_|BASH_|GCONV_|LISTEN_|WATCHDOG_|SYSTEMD_|MEMORY_PRESSURE_|JOPANEL_)/i;
// Of each family some member names code, libraries or options: LUA_INIT_5_4, GIT_CONFIG_COUNT, CORECLR_PROFILER_PATH.
const INTERPRETER_PREFIXES =
  /^(?:LUA_(?:INIT|PATH|CPATH)|GIT_CONFIG|COR_|CORECLR_|TS_NODE_|ERL_|R_PROFILE|R_ENVIRON)/i;
// PATH itself and its kin without an underscore: CDPATH, CLASSPATH, PYTHONPATH, GOPATH, MANPATH …
const PATH_KIN = /^[A-Z0-9]*PATH$/i;
const REFUSED_NAMES = new Set(
  `NODE_PATH NODE_OPTIONS NODE_REPL_EXTERNAL_MODULE NODE_EXTRA_CA_CERTS NODE_TLS_REJECT_UNAUTHORIZED
  NODE_V8_COVERAGE NODE_COMPILE_CACHE NODE_CHANNEL_FD NODE_REDIRECT_WARNINGS NODE_REPL_HISTORY NODE_ICU_DATA
  ELECTRON_RUN_AS_NODE BUN_OPTIONS BUN_INSPECT_PRELOAD SSLKEYLOGFILE NPM_EXECPATH NPM_NODE_EXECPATH
  NPM_CONFIG_SCRIPT_SHELL NPM_CONFIG_NODE_OPTIONS NPM_CONFIG_SHELL NPM_CONFIG_GIT NPM_CONFIG_NODE_GYP NPM_CONFIG_PREFIX
  NPM_CONFIG_USERCONFIG NPM_CONFIG_GLOBALCONFIG NPM_CONFIG_INIT_MODULE NPM_CONFIG_ONLOAD_SCRIPT
  PYTHONHOME PYTHONSTARTUP PYTHONINSPECT PYTHONBREAKPOINT PYTHONUSERBASE PYTHONWARNINGS PYTHONEXECUTABLE
  PYTHONPLATLIBDIR PYTHONPYCACHEPREFIX
  PERL5LIB PERL5OPT PERL5DB PERL5SHELL PERLLIB PERLIO_DEBUG PERL_MB_OPT PERL_MM_OPT
  RUBYLIB RUBYOPT RUBYSHELL RUBYGEMS_GEMDEPS GEM_HOME GEM_PATH BUNDLE_GEMFILE BUNDLE_PATH BUNDLE_BIN_PATH
  GUILE_LOAD_PATH GUILE_LOAD_COMPILED_PATH PHPRC PHP_INI_SCAN_DIR ELIXIR_ERL_OPTIONS
  JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS IBM_JAVA_OPTIONS OPENJ9_JAVA_OPTIONS JAVA_OPTS MAVEN_OPTS
  DOTNET_STARTUP_HOOKS DOTNET_ADDITIONAL_DEPS DOTNET_SHARED_STORE SHLIB_PATH GTK_MODULES GTK_PATH GIO_EXTRA_MODULES
  ENV IFS SHELL SHELLOPTS BASHOPTS PS1 PS2 PS4 PROMPT_COMMAND ZDOTDIR INPUTRC EDITOR VISUAL PAGER LESSOPEN LESSCLOSE
  BROWSER VIMINIT EXINIT
  GIT_SSH GIT_SSH_COMMAND GIT_EXEC_PATH GIT_EXTERNAL_DIFF GIT_PAGER GIT_EDITOR GIT_SEQUENCE_EDITOR GIT_ASKPASS SSH_ASKPASS
  GIT_PROXY_COMMAND GIT_TEMPLATE_DIR GIT_DIR
  LOCALDOMAIN RES_OPTIONS HOSTALIASES RESOLV_HOST_CONF RESOLV_ADD_TRIM_DOMAINS
  GETCONF_DIR TZDIR TMPDIR OPENSSL_CONF OPENSSL_MODULES OPENSSL_ENGINES
  HOME USER LOGNAME USERNAME MAIL PWD OLDPWD UID EUID
  NOTIFY_SOCKET INVOCATION_ID JOURNAL_STREAM CREDENTIALS_DIRECTORY RUNTIME_DIRECTORY STATE_DIRECTORY MAINPID MANAGERPID
  XDG_RUNTIME_DIR DBUS_SESSION_BUS_ADDRESS DBUS_SYSTEM_BUS_ADDRESS`.split(/\s+/),
);

export function parseEnvironmentName(text: string): Parsed {
  // Keys of this kind are ignored everywhere, so they are no names either.
  if (text.startsWith('x_')) return accept(text);
  if (!NAME.test(text)) {
    return refuse("is not a variable's name", 'use letters, digits and _, not a digit first');
  }
  if (
    REFUSED_NAMES.has(text.toUpperCase()) ||
    [SYSTEM_PREFIXES, INTERPRETER_PREFIXES, PATH_KIN].some((refused) => refused.test(text))
  ) {
    return refuse(
      `is a variable that decides which code runs, or that the system sets: ${quoted(text)}`,
      'leave it out, or set it in a start script of your own',
    );
  }
  return accept(text);
}

export function parseEnvironmentValue(text: string): Parsed {
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
  parseEnvironmentName,
);
export type EnvironmentName = z.infer<typeof EnvironmentName>;

export const EnvironmentValue = textType(
  { title: 'Value', description: 'Text without line breaks.', format: 'jopanel-env-value' },
  parseEnvironmentValue,
);
export type EnvironmentValue = z.infer<typeof EnvironmentValue>;
