# Completes fertrain in fish. In ~/.config/fish/config.fish: fertrain completions fish | source
function __fertrain_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l line (string join ' ' -- $words[2..-1])
    $words[1] "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
end
complete -c fertrain -a '(__fertrain_complete)'
