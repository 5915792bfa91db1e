using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace FerTrain.Data;

/// <summary>The pixels column: grey values 0–255 as text with spaces between.</summary>
internal static class PixelText
{
    /// <summary>Counts the bytes of the longest value with the space behind it.</summary>
    public const int LongestValue = 4;

    private const int LongestQuote = 20;

    /// <summary>Formats a face in the buffer and gives the part that it takes.</summary>
    public static ReadOnlySpan<byte> Format(ReadOnlySpan<byte> face, Span<byte> buffer)
    {
        var at = 0;
        foreach (var pixel in face)
        {
            Utf8Formatter.TryFormat(pixel, buffer[at..], out var written);
            at += written;
            buffer[at++] = (byte)' ';
        }

        return buffer[..(at - 1)];
    }

    /// <summary>Fills <paramref name="pixels"/>; false where the text does not hold exactly that many values in range.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, Span<byte> pixels)
    {
        var at = 0;
        for (var i = 0; i < pixels.Length; i++)
        {
            while (at < text.Length && text[at] == ' ')
                at++;
            var start = at;
            uint value = 0, digit;
            while (at < text.Length && (digit = (uint)(text[at] - '0')) <= 9 && at - start < 3)
            {
                value = value * 10 + digit;
                at++;
            }

            if (at == start || value > byte.MaxValue || (at < text.Length && text[at] != ' '))
                return false;
            pixels[i] = (byte)value;
        }

        return text[at..].TrimEnd((byte)' ').IsEmpty;
    }

    /// <summary>What is wrong with a text that <see cref="TryParse"/> refused.</summary>
    public static string Explain(ReadOnlySpan<byte> text, int expected)
    {
        var values = Encoding.UTF8.GetString(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < values.Length; i++)
        {
            if (!byte.TryParse(values[i], NumberStyles.None, CultureInfo.InvariantCulture, out _) || values[i].Length > 3)
                return $"value {i + 1} is '{Shorten(values[i])}', accepted: whole numbers 0 to 255";
        }

        return $"{values.Length} values, expected {expected}";
    }

    public static string Shorten(string text) => text.Length <= LongestQuote ? text : text[..LongestQuote] + "…";
}
