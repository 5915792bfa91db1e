using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using FerTrain.Build;

namespace FerTrain.Tests.Setup;

/// <summary>The step of the build that makes LibTorchSharp loadable, on that library as its package has it.</summary>
public sealed class WeakenSymbolVersionTests
{
    private const string Version = "GLIBCXX_3.4.32";

    private static string Packages { get; } = typeof(WeakenSymbolVersionTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(known => known.Key == "NuGetPackageRoot").Value!;

    private static byte[] Packaged() =>
        File.ReadAllBytes(Directory.GetFiles(Path.Combine(Packages, "torchsharp"), "libLibTorchSharp.so", SearchOption.AllDirectories).Single());

    private static string Built { get; } = Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so");

    [FactOnLinux]
    public void Only_the_weak_flag_of_that_version_changes()
    {
        var (before, after) = (Packaged(), Packaged());

        WeakenSymbolVersion.Weaken(after, Version).ShouldBeTrue();

        var changed = Enumerable.Range(0, before.Length).Where(at => before[at] != after[at]).ShouldHaveSingleItem();
        (before[changed], after[changed]).ShouldBe(((byte)0, (byte)2));
    }

    [FactOnLinux]
    public void Once_more_changes_nothing()
    {
        var library = Packaged();
        WeakenSymbolVersion.Weaken(library, Version);
        byte[] once = [.. library];

        WeakenSymbolVersion.Weaken(library, Version).ShouldBeTrue();

        library.AsSpan().SequenceEqual(once).ShouldBeTrue();
    }

    [FactOnLinux]
    public void A_version_that_the_library_does_not_need_changes_nothing()
    {
        var library = Packaged();

        WeakenSymbolVersion.Weaken(library, "GLIBCXX_9.9").ShouldBeFalse();

        library.AsSpan().SequenceEqual(Packaged()).ShouldBeTrue();
    }

    [Fact]
    public void What_is_no_64_bit_ELF_file_is_refused()
    {
        _ = Should.Throw<InvalidDataException>(() => WeakenSymbolVersion.Weaken([], Version));
        _ = Should.Throw<InvalidDataException>(() => WeakenSymbolVersion.Weaken(Encoding.ASCII.GetBytes(new string('x', 100)), Version));
        _ = Should.Throw<InvalidDataException>(() => WeakenSymbolVersion.Weaken([0x7f, .. "ELF"u8, 1, 1, .. new byte[94]], Version)); // 32 bits
    }

    [FactOnLinux]
    public void The_program_loads_a_changed_copy_and_the_package_stays_as_it_is()
    {
        var expected = Packaged();
        WeakenSymbolVersion.Weaken(expected, Version);

        File.ReadAllBytes(Built).AsSpan().SequenceEqual(expected).ShouldBeTrue();
        NativeLibrary.TryLoad(Built, out _).ShouldBeTrue();
    }
}
