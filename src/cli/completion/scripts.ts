// The few lines that each shell needs. `jopanel completion words`, and `described` for shells that show what words mean, compute what to offer.

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

const BASH = `# jopanel completion for bash; put it into /etc/bash_completion.d/jopanel
_jopanel() {
  local cur=\${COMP_WORDS[COMP_CWORD]} answer
  mapfile -t answer < <(jopanel completion words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [[ \${answer[0]-} == :files ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
  else
    COMPREPLY=("\${answer[@]}")
    [[ \${answer[0]-} != *= ]] || compopt -o nospace 2>/dev/null
  fi
}
complete -F _jopanel jopanel
`;

const ZSH = `#compdef jopanel
# jopanel completion for zsh; put it into a folder of $fpath as _jopanel
_jopanel() {
  local -a answer words_only
  answer=("\${(@f)$(jopanel completion described -- "\${words[@]:1:$((CURRENT - 1))}" 2>/dev/null)}")
  if [[ \${answer[1]-} == :files ]]; then
    _files
  else
    words_only=("\${answer[@]%%$'\\t'*}")
    if [[ \${words_only[1]-} == *= ]]; then compadd -S '' -V jopanel -d answer -- "\${words_only[@]}"; else compadd -V jopanel -d answer -- "\${words_only[@]}"; fi
  fi
}
# Out of $fpath, this file is the function itself the first time that it is called; else somebody sources it.
if [[ $funcstack[1] == _jopanel ]]; then _jopanel "$@"; else compdef _jopanel jopanel; fi
`;

const FISH = `# jopanel completion for fish; put it into ~/.config/fish/completions/jopanel.fish
function __jopanel_words
    set -l words (commandline -opc)[2..-1] (commandline -ct)
    set -l answer (jopanel completion described -- $words 2>/dev/null)
    if test "$answer[1]" = :files
        __fish_complete_path (commandline -ct)
    else
        printf '%s\\n' $answer
    end
end
complete -c jopanel -f -a '(__jopanel_words)'
`;

export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
