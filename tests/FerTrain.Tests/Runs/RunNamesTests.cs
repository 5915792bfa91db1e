using FerTrain.Core.Errors;
using FerTrain.Core.Runs;

namespace FerTrain.Tests.Runs;

public sealed class RunNamesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("20261120_181500_mini4k", "20261120_181500_mini4k")]
    [InlineData("mini4k", "20261120_181500_mini4k")] // what it is called counts more than what contains it
    [InlineData("MINI4K", "20261120_181500_mini4k")]
    [InlineData("mini4k_s1", "20261121_090000_mini4k_s1")]
    [InlineData("_s1", "20261121_090000_mini4k_s1")]
    [InlineData("20261122", "20261122_090000_vgg19")]
    [InlineData("vgg", "20261122_090000_vgg19")]
    public void A_part_that_one_run_has_is_enough(string part, string found)
    {
        Make("20261120_181500_mini4k", "20261121_090000_mini4k_s1", "20261122_090000_vgg19");
        Path.GetFileName(RunFinder.Find(part, _folder.Root).Root).ShouldBe(found);
    }

    [Fact]
    public void A_part_that_several_have_is_one_line_with_the_newest_of_them()
    {
        Make([.. Enumerable.Range(1, 9).Select(day => $"2026110{day}_090000_a_s{day}")]);
        Error("a_s").ShouldBe(
            $"Run 'a_s': 9 runs in '{_folder.Root}' are called so. Expected: one of 20261109_090000_a_s9, 20261108_090000_a_s8, 20261107_090000_a_s7, 20261106_090000_a_s6, 20261105_090000_a_s5, 20261104_090000_a_s4 and 3 older.");
    }

    [Fact]
    public void Two_runs_of_one_name_are_told_apart_by_their_times()
    {
        Make("20261120_181500_a", "20261121_181500_a", "20261121_181500_ab");
        Error("a").ShouldBe($"Run 'a': 2 runs in '{_folder.Root}' are called so. Expected: one of 20261121_181500_a, 20261120_181500_a.");
    }

    [Fact]
    public void A_folder_without_a_run_does_not_count_and_a_near_name_is_suggested()
    {
        Make("20261120_181500_mini_xception");
        Directory.CreateDirectory(_folder["comparison_mini"]);
        Path.GetFileName(RunFinder.Find("mini", _folder.Root).Root).ShouldBe("20261120_181500_mini_xception");
        Error("mini_xeption").ShouldBe($"Run 'mini_xeption': no such file or folder, here or in '{_folder.Root}'. Did you mean 'mini_xception'?");
    }

    private string Error(string part) => Should.Throw<UserError>(() => RunFinder.Find(part, _folder.Root)).Message;

    private void Make(params string[] names)
    {
        foreach (var name in names) Directory.CreateDirectory(Path.Combine(_folder[name], "checkpoints"));
    }
}
