namespace FerTrain.Core.Errors;

/// <summary>
/// Reports a mistake that the user can correct: the message names the thing, the value and what is expected.
/// The command line prints it and exits with 2: one line, or one a problem where a config has several.
/// </summary>
public sealed class UserError : Exception
{
    public UserError(string message) : base(message) { }

    public UserError(string message, Exception inner) : base(message, inner) { }

    /// <summary>Reports an unknown name of a <paramref name="kind"/> ("model", "key"), with the nearest expected one.</summary>
    public static UserError UnknownName(string kind, string got, IEnumerable<string> expected) =>
        new($"Unknown {kind} '{got}'. {NearestName.Hint(got, expected)}");
}
