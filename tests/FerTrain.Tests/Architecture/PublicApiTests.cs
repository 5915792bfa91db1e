using System.Reflection;
using FerTrain.Core.Errors;

namespace FerTrain.Tests.Architecture;

/// <summary>What a program that references FerTrain can use; everything else is internal.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class PublicApiTests
{
    private static readonly string[] Synthesized = ["Equals", "GetHashCode", "ToString", "Deconstruct", "<Clone>$", "op_Equality", "op_Inequality", "PrintMembers", "get_EqualityContract"];

    [Fact]
    public void The_public_types_and_members_are_those_of_the_golden() =>
        string.Concat(
            from assembly in new[] { typeof(UserError).Assembly, typeof(TrainingSession).Assembly }
            from type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal)
            from line in Lines(type).Prepend($"{(type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : "class")} {type.FullName}")
            select line + "\n").ShouldMatchGolden("public_api.txt");

    private static IEnumerable<string> Lines(Type type) => type.IsEnum
        ? type.GetEnumNames().Select(name => $"    {name}")
        : type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(member => member is not Type && !Synthesized.Contains(member.Name) && member is not MethodInfo { IsSpecialName: true })
            .Where(member => member is not ConstructorInfo constructor || !IsCopy(constructor, type))
            .Select(member => $"    {member}")
            .Order(StringComparer.Ordinal);

    private static bool IsCopy(ConstructorInfo constructor, Type type) => constructor.GetParameters() is [var only] && only.ParameterType == type;
}
