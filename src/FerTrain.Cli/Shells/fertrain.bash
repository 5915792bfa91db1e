# Completes fertrain in bash. In ~/.bashrc: source <(fertrain completions bash)
_fertrain() {
  local line=${COMP_LINE:0:COMP_POINT} word found kept=
  line=${line#*"$1"}
  line=${line#"${line%%[! ]*}"}
  word=${line##* }
  # bash begins a new word behind = and :, and replaces only that.
  [[ $word != *[=:]* ]] || kept=${word%"${word##*[=:]}"}
  COMPREPLY=()
  while IFS= read -r found; do
    [[ $found != "$word"* ]] || COMPREPLY+=("${found#"$kept"}")
  done < <("${1/#\~/$HOME}" "[suggest:${#line}]" "$line" 2>/dev/null)
  [[ ${COMPREPLY[*]} != *= ]] || compopt -o nospace 2>/dev/null
}
complete -o bashdefault -o default -F _fertrain fertrain
