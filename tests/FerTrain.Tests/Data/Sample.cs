using System.Globalization;
using FerTrain.Data;

namespace FerTrain.Tests.Data;

/// <summary>Makes small data sets and files for tests.</summary>
internal static class Sample
{
    public const int FaceBytes = 48 * 48;

    public static string Pixels(int value = 7, int count = FaceBytes) =>
        string.Join(' ', Enumerable.Repeat(value.ToString(CultureInfo.InvariantCulture), count));

    public static string Csv(params string[] rows) => string.Concat(rows.Prepend("emotion,pixels,Usage").Select(row => row + "\n"));

    /// <summary>Is a CSV with three readable rows.</summary>
    public static string GoodCsv { get; } =
        Csv($"0,{Pixels(1)},Training", $"6,{Pixels(255)},PublicTest", $"3,{Pixels(30)},PrivateTest");

    /// <summary>Makes faces of one grey value each.</summary>
    public static FaceSet Faces(params (byte Grey, byte Label, Usage Usage)[] rows) => new(
        [.. rows.SelectMany(row => Enumerable.Repeat(row.Grey, FaceBytes))],
        [.. rows.Select(row => row.Label)],
        [.. rows.Select(row => row.Usage)]);

    public static void ShouldHoldSameFacesAs(this FaceSet actual, FaceSet expected)
    {
        actual.Pixels.AsSpan().SequenceEqual(expected.Pixels).ShouldBeTrue();
        actual.Labels.ShouldBe(expected.Labels);
        actual.Usages.ShouldBe(expected.Usages);
        actual.ClassNames.ShouldBe(expected.ClassNames);
    }
}
