using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace FerTrain.Tests;

/// <summary>Runs tests of this assembly in this process, one after the other, and counts.</summary>
internal sealed class TestRun : LongLivedMarshalByRefObject, IMessageSink
{
    private readonly TextWriter _output;
    private readonly List<ITestCase> _cases = [];
    private readonly TaskCompletionSource _found = new(), _finished = new();
    private int _passed, _failed, _skipped;

    /// <param name="names">Beginnings of full names, after the assembly's; all tests without any.</param>
    /// <param name="output">For a line a test, and the counts.</param>
    public TestRun(string[] names, TextWriter output)
    {
        _output = output;
        var assembly = Assembly.GetExecutingAssembly();
        using var framework = new XunitTestFramework(this);
        using var discoverer = framework.GetDiscoverer(Reflector.Wrap(assembly));
        using var executor = framework.GetExecutor(assembly.GetName());
        var options = new Options();
        discoverer.Find(includeSourceInformation: false, this, options);
        _found.Task.Wait();
        string[] starts = [.. names.Select(name => $"{assembly.GetName().Name}.{name}")];
        executor.RunTests(_cases.Where(test => starts.Length == 0 || starts.Any(start => FullName(test).StartsWith(start, StringComparison.Ordinal))), this, options);
        _finished.Task.Wait();
        _output.WriteLine($"{_passed} passed, {_failed} failed, {_skipped} skipped");
    }

    /// <summary>Some test ran, and none failed.</summary>
    public bool Succeeded => _passed + _skipped > 0 && _failed == 0;

    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestCaseDiscoveryMessage found:
                _cases.Add(found.TestCase);
                break;
            case ITestStarting starting:
                _output.Write($"{starting.Test.DisplayName}: "); // before it runs: a test may take the process down
                break;
            case ITestPassed passed:
                _passed++;
                _output.WriteLine($"passed, {passed.ExecutionTime:F2} s");
                break;
            case ITestSkipped skipped:
                _skipped++;
                _output.WriteLine($"skipped, {skipped.Reason}");
                break;
            case IFailureInformation failure: // of a test, or of what surrounds it
                _failed++;
                _output.WriteLine($"failed, {failure.Messages[0]}\n{failure.StackTraces[0]}");
                break;
            case IDiscoveryCompleteMessage:
                _found.SetResult();
                break;
            case ITestAssemblyFinished:
                _finished.SetResult();
                break;
        }

        return true;
    }

    private static string FullName(ITestCase test) => $"{test.TestMethod.TestClass.Class.Name}.{test.TestMethod.Method.Name}";

    /// <summary>xunit's own defaults, but for tests in parallel.</summary>
    private sealed class Options : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        public TValue GetValue<TValue>(string name) => name == "xunit.execution.DisableParallelization" ? (TValue)(object)true : default!;

        public void SetValue<TValue>(string name, TValue value) => throw new NotSupportedException(name);
    }
}
