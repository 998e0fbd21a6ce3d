/** The answers to the survey, from the best to the worst. */
import { texts } from "../lib/language";

export const surveyAnswerWords = texts({
  zh: {
    very_satisfied: "非常满意",
    satisfied: "满意",
    fair: "一般",
    dissatisfied: "不满意",
    very_dissatisfied: "非常不满意",
  },
  en: {
    very_satisfied: "very satisfied",
    satisfied: "satisfied",
    fair: "fair",
    dissatisfied: "dissatisfied",
    very_dissatisfied: "very dissatisfied",
  },
});
