using System.Globalization;
using System.Text.RegularExpressions;
using FerTrain.Core.Errors;

namespace FerTrain.Cli;

/// <summary>Reads times as people type them: 90s, 30min, 1.5h, 2h30min.</summary>
internal static partial class Duration
{
    /// <exception cref="UserError">It is no such time, or not above zero.</exception>
    public static TimeSpan Parse(string option, string text)
    {
        var parts = Time().Match(text);
        var (numbers, units) = (parts.Groups["number"].Captures, parts.Groups["unit"].Captures); // none where the text is no duration
        var total = numbers.Zip(units, (number, unit) => double.Parse(number.Value, CultureInfo.InvariantCulture) * Seconds(unit.Value)).Sum();
        return total is > 0 and < 1e9 ? TimeSpan.FromSeconds(total) : throw new UserError($"{option} is {text}. Expected: a time such as 90s, 30min, 2h or 1d.");
    }

    private static double Seconds(string unit) => unit switch { "s" => 1, "h" => 3600, "d" => 86_400, _ => 60 };

    [GeneratedRegex(@"\A((?<number>\d+(\.\d+)?)(?<unit>s|min|m|h|d))+\z")]
    private static partial Regex Time();
}
