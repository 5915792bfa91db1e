#compdef fertrain
# Completes fertrain in zsh. In ~/.zshrc, behind compinit: source <(fertrain completions zsh)
_fertrain() {
  local line="${(j: :)words[2,CURRENT]}"
  local -a found keys
  found=(${(f)"$(${~words[1]} "[suggest:${#line}]" "$line" 2>/dev/null)"})
  keys=(${(M)found:#*=})
  found=(${found:#*=})
  if (( $#found + $#keys )); then
    compadd -S '' -a keys
    compadd -a found
  else
    _files
  fi
}
compdef _fertrain fertrain
