import { texts } from "../../lib/language";

export const words = texts({
  zh: {
    about: "本接口说明由程序自身的路由表生成。",
    find: "查找路径或说明",
    who: "谁可以调用",
    everybody: "所有人",
    parameters: "参数",
    body: "请求体",
    answer: "应答",
    required: "必填",
    none: "没有找到",
    logIn: "登录",
  },
  en: {
    about: "Made from the program's own table of routes.",
    find: "Find a path or a word",
    who: "Who",
    everybody: "everybody",
    parameters: "Parameters",
    body: "Body",
    answer: "Answer",
    required: "required",
    none: "Nothing found",
    logIn: "Log in",
  },
});
