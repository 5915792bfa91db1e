#nullable disable // MSBuild compiles this file, and has no annotations

using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;

namespace FerTrain.Build;

/// <summary>
/// Copies an x64 ELF library and marks one symbol version that it needs as weak, so that the loader accepts a system
/// library that lacks the version. LibTorchSharp names GLIBCXX_3.4.32 (GCC 13) for one symbol that it never calls;
/// Debian 12 and Ubuntu 22.04 have 3.4.30, and would refuse the whole library.
/// </summary>
public sealed class WeakenSymbolVersion : Microsoft.Build.Utilities.Task
{
    private const int SectionTypeVersionNeeds = 0x6ffffffe; // SHT_GNU_verneed
    private const byte WeakFlag = 2;                        // VER_FLG_WEAK

    /// <summary>The library as its package has it.</summary>
    [Required]
    public string Library { get; set; } = "";

    /// <summary>The version that becomes weak, e.g. GLIBCXX_3.4.32.</summary>
    [Required]
    public string Version { get; set; } = "";

    /// <summary>Where the copy goes.</summary>
    [Required]
    public string Copy { get; set; } = "";

    /// <summary>Writes the copy, changed where the library needs the version and equal to it elsewhere.</summary>
    public override bool Execute()
    {
        var bytes = File.ReadAllBytes(Library);
        if (!Weaken(bytes, Version))
            Log.LogMessage(MessageImportance.Low, "{0} does not need {1}.", Library, Version);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Copy)));
        File.Delete(Copy); // it may be a hard link to the package's own file
        File.WriteAllBytes(Copy, bytes);
        return true;
    }

    /// <summary>Sets the weak flag of every need of the version; false where there is none.</summary>
    /// <exception cref="InvalidDataException">The bytes are no 64-bit little-endian ELF file.</exception>
    public static bool Weaken(byte[] elf, string version)
    {
        if (elf.Length < 64 || elf[0] != 0x7f || Encoding.ASCII.GetString(elf, 1, 3) != "ELF" || elf[4] != 2 || elf[5] != 1)
            throw new InvalidDataException("Not a 64-bit little-endian ELF file.");
        var found = false;
        var (sections, size, count) = ((int)UInt64(elf, 0x28), UInt16(elf, 0x3a), UInt16(elf, 0x3c));
        for (var section = sections; section < sections + size * count; section += size)
        {
            if (UInt32(elf, section + 4) != SectionTypeVersionNeeds) continue;
            var names = (int)UInt64(elf, sections + (int)UInt32(elf, section + 0x28) * size + 0x18); // sh_link names the string table
            found |= WeakenNeeds(elf, (int)UInt64(elf, section + 0x18), names, version);
        }

        return found;
    }

    // Elfxx_Verneed is a linked list of libraries, each with a linked list of Elfxx_Vernaux, the versions needed of it.
    private static bool WeakenNeeds(byte[] elf, int need, int names, string version)
    {
        var found = false;
        while (true)
        {
            var aux = need + (int)UInt32(elf, need + 8);
            for (int i = 0, ofLibrary = UInt16(elf, need + 2); i < ofLibrary; i++)
            {
                if (Text(elf, names + (int)UInt32(elf, aux + 8)) == version)
                {
                    elf[aux + 4] |= WeakFlag; // the low byte of vna_flags
                    found = true;
                }

                aux += (int)UInt32(elf, aux + 12);
            }

            var next = (int)UInt32(elf, need + 12);
            if (next == 0) return found;
            need += next;
        }
    }

    private static string Text(byte[] elf, int start) => Encoding.ASCII.GetString(elf, start, Array.IndexOf(elf, (byte)0, start) - start);

    private static ushort UInt16(byte[] elf, int at) => BitConverter.ToUInt16(elf, at);

    private static uint UInt32(byte[] elf, int at) => BitConverter.ToUInt32(elf, at);

    private static ulong UInt64(byte[] elf, int at) => BitConverter.ToUInt64(elf, at);
}
