using OpenCvSharp.Interop;
using static OpenCvSharp.Interop.Native;

namespace OpenCvSharp.ML;

/// <summary>A model that is trained on samples, one a row or a column.</summary>
public abstract class StatModel : Algorithm
{
    private protected StatModel(ModelHandle handle) : base(handle) { }

    [Flags]
    public enum Flags
    {
        RawOutput = 1,
        CompressedInput = 2,
        PreprocessedInput = 4,
    }

    private protected TermCriteria Criteria
    {
        get
        {
            Check(fer_model_criteria(Handle, out var criteria));
            return criteria;
        }
        set => Check(fer_model_set_criteria(Handle, value));
    }

    private protected Mat Weights
    {
        get
        {
            Check(fer_model_weights(Handle, out var mat));
            return new(mat);
        }
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            Check(fer_model_set_weights(Handle, value));
        }
    }

    public virtual bool Train(InputArray samples, SampleTypes layout, InputArray responses)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(responses);
        Check(fer_model_train(Handle, samples.Mat, (int)layout, responses.Mat, out var trained));
        return trained != 0;
    }

    /// <summary>The answer for the first sample; those for all of them go to <paramref name="results"/>.</summary>
    public virtual float Predict(InputArray samples, OutputArray? results = null, Flags flags = 0)
    {
        ArgumentNullException.ThrowIfNull(samples);
        Check(fer_model_predict(Handle, samples.Mat, results?.Mat, (int)flags, out var first));
        return first;
    }

    public virtual bool IsTrained()
    {
        Check(fer_model_is_trained(Handle, out var trained));
        return trained != 0;
    }

    public virtual int GetVarCount()
    {
        Check(fer_model_variables(Handle, out var count));
        return count;
    }

    private protected static ModelHandle Allocate(ModelKind kind)
    {
        Check(fer_model_new(kind, out var handle));
        return handle;
    }

    private protected static ModelHandle Read(ModelKind kind, string filePath)
    {
        ArgumentNullException.ThrowIfNull(filePath);
        Check(fer_model_load(kind, filePath, out var handle));
        return handle;
    }

    private protected static ModelHandle Parse(ModelKind kind, string strModel)
    {
        ArgumentNullException.ThrowIfNull(strModel);
        Check(fer_model_parse(kind, strModel, out var handle));
        return handle;
    }

    private protected double Get(ModelSetting setting)
    {
        Check(fer_model_get(Handle, setting, out var value));
        return value;
    }

    private protected void Set(ModelSetting setting, double value) => Check(fer_model_set(Handle, setting, value));

    private protected void Set(ModelSetting setting, bool value) => Set(setting, value ? 1 : 0);
}
